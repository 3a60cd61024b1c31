// Looks at repositories: each is named for its workload.

import { fewAtOnce } from '../../ports/few-at-once.ts';
import { addressOf, splitTarget, targetOf } from '../../resources/address.ts';
import { carriesOwnLabels, ownerIn } from '../../resources/own-labels.ts';
import type { Observed, Resource } from '../../resources/resource.ts';
import type { Scope } from '../../resources/scope.ts';
import { byText } from '../../resources/text-order.ts';
import { holdersOf } from '../google/policy.ts';
import type { RepositoriesApi, WireRepository } from './api.ts';
import { untaggedDaysIn } from './cleanup.ts';
import { locationIn, placeOf, type Place } from './place.ts';
import { READER, WRITER } from './sharing.ts';

type Wanted = readonly Resource<'ImageRepository'>[];

export async function observeRepositories(
  api: RepositoriesApi,
  scope: Scope,
  wanted: Wanted,
): Promise<readonly Observed<'ImageRepository'>[]> {
  const found =
    scope.workload === null
      ? await inEnvironment(api, scope, wanted)
      : await ofWorkload(api, scope, { workload: scope.workload, wanted });
  return fewAtOnce(found, (one) => observed(api, scope, one));
}

interface Found {
  readonly place: Place;
  readonly workload: string;
  readonly repository: WireRepository;
}

/** Where nothing is wanted any more, it is looked for under the name that it would have. */
async function ofWorkload(
  api: RepositoriesApi,
  { images }: Scope,
  { workload, wanted }: { readonly workload: string; readonly wanted: Wanted },
): Promise<readonly Found[]> {
  const location = locationIn(images);
  const left = location === null ? [] : [placeOf(images, { location, name: workload })];
  const places = wanted.length > 0 ? wanted.map(({ spec }) => placeOf(images, spec)) : left;
  const found = await Promise.all(places.map((place) => api.find(place)));
  return places.flatMap((place, at) => {
    const repository = found[at] ?? null;
    return repository === null ? [] : [{ place, workload, repository }];
  });
}

/** Ours, and whatever has the name of one that is wanted. */
async function inEnvironment(
  api: RepositoriesApi,
  { images, environment }: Scope,
  wanted: Wanted,
): Promise<readonly Found[]> {
  const location = locationIn(images);
  if (location === null) return [];
  const names = new Map(
    wanted.map(({ target, spec }) => [spec.name, splitTarget(target).workload]),
  );
  const listed = await api.list(placeOf(images, { location, name: '' }));
  return listed.flatMap((repository) => {
    const name = repository.name?.split('/').at(-1) ?? '';
    const owner = ownerIn(repository.labels);
    const ours = owner?.environment === environment ? owner.workload : undefined;
    const workload = names.get(name) ?? ours;
    if (workload === undefined) return [];
    return [{ place: placeOf(images, { location, name }), workload, repository }];
  });
}

async function observed(
  api: RepositoriesApi,
  { environment }: Scope,
  { place, workload, repository }: Found,
): Promise<Observed<'ImageRepository'>> {
  const policy = await api.policy(place);
  const bindings = policy?.bindings ?? [];
  const target = targetOf(environment, workload);
  return {
    kind: 'ImageRepository',
    address: addressOf(target, 'ImageRepository', null),
    target,
    region: null,
    owned: carriesOwnLabels(repository.labels, environment, workload),
    spec: {
      location: place.location,
      name: place.name,
      writers: [...holdersOf(bindings, WRITER)].sort(byText),
      readers: [...holdersOf(bindings, READER)].sort(byText),
      untaggedDays: untaggedDaysIn(repository),
    },
    health: { status: 'healthy' },
    facts: {},
  };
}
