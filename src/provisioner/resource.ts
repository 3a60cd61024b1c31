// One resource with its address.

import { addressOf, type Target } from '../resources/address.ts';
import type { Kind, Kinds } from '../resources/kinds.ts';
import type { Resource } from '../resources/resource.ts';

type Part = { [K in Kind]: { readonly kind: K; readonly spec: Kinds[K] } }[Kind];

/** `name` tells two of one kind apart; null for kinds that a target has once. */
export function resource(target: Target, name: string | null, part: Part): Resource {
  return { ...part, address: addressOf(target, part.kind, name), target, region: null };
}

export function inRegion(target: Target, region: string, part: Part): Resource {
  return { ...part, address: addressOf(target, part.kind, region), target, region };
}
