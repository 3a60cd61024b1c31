// All that a pass may ask of the world, and which program it serves.

import type { Branches, Repository } from '../ports/repository.ts';
import type { Clock } from '../ports/clock.ts';
import type { Forge } from '../ports/forge.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { Projects } from '../ports/projects.ts';
import type { Provider } from '../ports/provider.ts';
import type { Queue } from '../ports/queue.ts';
import type { Registry } from '../ports/registry.ts';
import type { Vault } from '../ports/vault.ts';
import type { Desired } from './desired.ts';
import type { Program } from './program.ts';

export interface Outside {
  readonly program: Program;
  readonly forge: Forge;
  readonly projects: Projects;
  readonly repository: Repository;
  readonly branches: Branches;
  readonly desired: Desired;
  readonly registry: Registry;
  /** Asked for names and versions alone; values are the business of who copies them. */
  readonly vault: Pick<Vault, 'names' | 'describe'>;
  readonly providers: readonly Provider[];
  readonly queue: Queue;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: BotSettings;
}

export interface BotSettings {
  readonly defaultBranch: string;
  /** The e-mail address on our own commits: how we know them again. */
  readonly email: string;
}
