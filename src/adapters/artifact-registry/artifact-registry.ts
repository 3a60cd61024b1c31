// The image repository of a workload, as a provider.

import type { Calls } from '../../ports/calls.ts';
import type { Clock } from '../../ports/clock.ts';
import { SELF, type Identity } from '../../ports/identity.ts';
import type { Log } from '../../ports/log.ts';
import type { Provider } from '../../ports/provider.ts';
import { notOurs } from '../../ports/refusals.ts';
import { splitTarget } from '../../resources/address.ts';
import { carriesOwnLabels } from '../../resources/own-labels.ts';
import type { GrpcConnection } from '../google/grpc-channel.ts';
import type { Newcomers } from '../google/newcomers.ts';
import { createPolicyWriter } from '../google/policy-writer.ts';
import { createRepositoriesApi } from './api.ts';
import { observeRepositories } from './observe.ts';
import { inWords, placeOf } from './place.ts';
import { writeRepository } from './write.ts';

export interface ArtifactRegistry extends GrpcConnection {
  readonly identity: Identity;
  readonly clock: Clock;
  readonly log: Log;
  readonly calls: Calls;
  /** Shared with whatever else names the accounts. */
  readonly newcomers: Newcomers;
}

/** Asks as the process's own account. The SDK is loaded with the first call. */
export function createArtifactRegistry(settings: ArtifactRegistry): Provider<'ImageRepository'> {
  const { clock, log } = settings;
  const api = createRepositoriesApi(settings)(SELF);
  const hands = { api, changePolicy: createPolicyWriter(clock), clock, log };
  return {
    kinds: ['ImageRepository'],
    async observe(scope, wanted, signal) {
      signal.throwIfAborted();
      return observeRepositories(api, scope, wanted);
    },
    rehearse: () => Promise.resolve([]),
    async apply(write, signal) {
      signal.throwIfAborted();
      for (const step of write.steps) await writeRepository(hands, { write, step }, signal);
    },
    async remove(scope, seen, signal) {
      signal.throwIfAborted();
      const place = placeOf(scope.images, seen.spec);
      const repository = await api.find(place);
      if (repository === null) return;
      const { environment, workload } = splitTarget(seen.target);
      if (!carriesOwnLabels(repository.labels, environment, workload))
        throw notOurs(inWords(place, seen.target), 'adopt');
      await api.remove(place);
      log.info('image repository removed', { target: seen.target, repository: place.name });
    },
  };
}
