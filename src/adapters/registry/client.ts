// What all work with registries shares: addresses, tokens, repeats, and where blobs were seen.

import type { Calls } from '../../ports/calls.ts';
import { SELF, type Principal } from '../../ports/identity.ts';
import type { Log } from '../../ports/log.ts';
import { asAccount, type Tokens } from './google-login.ts';
import { createAuthorization } from './http/authorization.ts';
import { createBlobPlaces, type BlobPlaces } from './mirror/blob-places.ts';
import { locate, type Repository, type ResolveEndpoint } from './endpoint.ts';
import { createExchange, type Exchange } from './http/exchange.ts';
import { createRepeats } from './http/repeat.ts';
import { createSend } from './http/request.ts';
import { usualTiming, type Timing } from './http/timing.ts';

export interface RegistryClientOptions {
  /** `endpointsByPrefix(…)` makes one from settings. */
  readonly resolve: ResolveEndpoint;
  readonly log: Log;
  readonly calls: Calls;
  readonly timing?: Partial<Timing>;
  /** As whom Google's registries are asked. Left out: as nobody. */
  readonly identity?: Tokens;
}

export interface RegistryClient {
  readonly exchange: Exchange;
  readonly log: Log;
  readonly calls: Calls;
  readonly places: BlobPlaces;
  readonly timing: Timing;
  /**
   * Throws RUNWAY_IMAGE_INVALID for what is no repository. `as` counts for Google's registries, where the settings
   * name no password; left out: the account that the process runs as.
   */
  locate(this: void, image: string, as?: Principal): Repository;
}

/** One per process: it keeps tokens. Nothing is asked before it is needed. */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const timing: Timing = { ...usualTiming, ...options.timing };
  const send = createSend(timing, options.calls);
  const sending = { timing, send, repeats: createRepeats(timing, options.calls) };
  return {
    exchange: createExchange(sending, createAuthorization(sending)),
    log: options.log,
    calls: options.calls,
    places: createBlobPlaces(),
    timing,
    locate(image, as = SELF) {
      const repository = locate(options.resolve, image);
      return options.identity === undefined
        ? repository
        : asAccount(repository, options.identity, as);
    },
  };
}
