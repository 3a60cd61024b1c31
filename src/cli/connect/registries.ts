// The registries that the settings name.

import { createRegistryClient, type RegistryClient } from '../../adapters/registry/client.ts';
import { type Endpoint, endpointsByPrefix } from '../../adapters/registry/endpoint.ts';
import type { Calls } from '../../ports/calls.ts';
import type { Identity } from '../../ports/identity.ts';
import type { Log } from '../../ports/log.ts';
import type { LoadedSettings } from '../settings.ts';

/** Google's are asked as somebody, where the settings name no password for them. */
export function imagesOf(
  loaded: LoadedSettings,
  own: { readonly log: Log; readonly calls: Calls; readonly identity: Identity },
): RegistryClient {
  const { log, calls, identity } = own;
  const resolve = endpointsByPrefix(registriesOf(loaded));
  return createRegistryClient({ resolve, log, calls, identity });
}

function registriesOf(loaded: LoadedSettings): Record<string, Endpoint> {
  return Object.fromEntries(
    Object.entries(loaded.settings.registries ?? {}).map(([name, { url, username, password }]) => [
      name,
      {
        url,
        ...(username === undefined ? {} : { username }),
        ...(password === undefined ? {} : { password: () => loaded.secret(password) }),
      },
    ]),
  );
}
