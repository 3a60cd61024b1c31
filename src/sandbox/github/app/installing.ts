// What an owner of the account does with the App in the account's settings.

import type { World } from '../../forge/model/world.ts';
import { appOf } from './registration.ts';

export interface Installing {
  /** The tokens that are out are refused until `resume`, and so is whoever asks for a new one. Nothing is told. */
  suspend(): void;
  resume(): void;
  /** The App is gone from the account, and its tokens with it. */
  uninstall(): void;
  /** Installs it as something new, after uninstalling what is there. The id of the installation. */
  reinstall(): number;
  /** Every token that is out counts no more; the App may ask for new ones. */
  revokeTokens(): void;
}

export function installing(world: World): Installing {
  const suspendedAt = (at: string | null): void => {
    for (const installation of appOf(world).installations) installation.suspendedAt = at;
    world.store.saveRoot();
  };
  const revokeTokens = (): void => {
    appOf(world).tokens = [];
    world.store.saveRoot();
  };
  const uninstall = (): void => {
    appOf(world).installations = [];
    revokeTokens();
  };
  return {
    suspend: () => suspendedAt(world.now().toISOString()),
    resume: () => suspendedAt(null),
    uninstall,
    reinstall() {
      uninstall();
      const id = world.store.nextId();
      const app = appOf(world);
      const createdAt = world.now().toISOString();
      app.installations = [{ id, account: app.owner, createdAt, suspendedAt: null }];
      world.store.saveRoot();
      return id;
    },
    revokeTokens,
  };
}
