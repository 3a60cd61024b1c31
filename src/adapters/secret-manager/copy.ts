// Brings one version of a secret from Vault to Secret Manager, once, wherever the process before this one was killed.

import { Failure } from '../../ports/failure.ts';
import type { Sensitive } from '../../ports/sensitive.ts';
import { movedOn } from '../../ports/refusals.ts';
import type { At, HeldSecret, HeldVersion, SecretsApi } from './client/api.ts';
import {
  addedSince,
  annotated,
  type CopyOf,
  type Notes,
  notesIn,
  type Origin,
  sameOrigin,
} from './copies.ts';
import { inWords } from './ownership.ts';

export interface Copying {
  readonly at: At;
  readonly origin: Origin;
  /** The path in Vault, for who looks at the secret. */
  readonly source: string;
  /** Read only where there is something to copy. */
  readonly value: () => Promise<Sensitive>;
}

interface Held {
  readonly secret: HeldSecret;
  readonly notes: Notes;
  readonly versions: readonly HeldVersion[];
}

/**
 * The number under which the version is there and enabled when this resolves. First an intention is told, then the
 * version is added, then it is told which one it is; each telling fails where somebody else has told something since.
 * Killed after the first: the same is intended again. Killed after the second: what was added since is known by the
 * intention. Whoever finds that another was quicker destroys what it has added itself.
 */
export async function copyOnce(api: SecretsApi, copying: Copying): Promise<number> {
  const { at, origin, source, value } = copying;
  const held = await settled(api, at);
  const there = usableCopy(held, origin);
  if (there !== null) return enabled(api, { at, held, copy: there, source });
  const payload = await value();
  const after = Math.max(0, ...held.versions.map(({ number }) => number));
  const intention = { ...origin, after };
  const notes = { ...held.notes, intention, source };
  const told = await api.annotate(at, { ...held.secret, annotations: annotate(held, notes) });
  const number = await api.add(at, payload);
  const copies = [...alive(held), { number, ...origin, disabledAt: null }];
  const done = annotated(told.annotations, { ...notes, copies, intention: null });
  try {
    await api.annotate(at, { annotations: done, etag: told.etag });
    return number;
  } catch (error) {
    if (!isConflict(error)) throw error;
    return overtaken(api, { at, origin, number });
  }
}

/** What was left behind by somebody who was killed before telling which version it had added is told now. */
async function settled(api: SecretsApi, at: At): Promise<Held> {
  const held = await look(api, at);
  const found = addedSince(
    held.notes,
    held.versions.map(({ number }) => number),
  );
  if (found === null) return held;
  const notes = { ...held.notes, copies: [...held.notes.copies, found], intention: null };
  const secret = await api.annotate(at, { ...held.secret, annotations: annotate(held, notes) });
  return { ...held, secret, notes };
}

async function look(api: SecretsApi, at: At): Promise<Held> {
  // In this order: what is told of later than listed would be taken for destroyed.
  const secret = await api.secret(at);
  if (secret === null) throw movedOn(inWords(at), 'is gone');
  const versions = await api.versions(at);
  return { secret, notes: notesIn(secret.annotations), versions };
}

/** The enabled one first, then one that is only disabled; a destroyed one is none. */
function usableCopy({ notes, versions }: Held, origin: Origin): CopyOf | null {
  const stateOf = (copy: CopyOf): HeldVersion['state'] =>
    versions.find(({ number }) => number === copy.number)?.state ?? 'destroyed';
  const same = notes.copies.filter((copy) => sameOrigin(copy, origin));
  const enabledOne = same.find((copy) => stateOf(copy) === 'enabled');
  return enabledOne ?? same.find((copy) => stateOf(copy) === 'disabled') ?? null;
}

/** The state says whether it can be read; the note is put right behind it. */
async function enabled(
  api: SecretsApi,
  { at, held, copy, source }: Pick<Copying, 'at' | 'source'> & { held: Held; copy: CopyOf },
): Promise<number> {
  const version = held.versions.find(({ number }) => number === copy.number);
  if (version !== undefined && version.state !== 'enabled') {
    await api.change(at, version, 'enabled');
  }
  if (copy.disabledAt !== null || held.notes.source !== source) {
    const copies = held.notes.copies.map((each) =>
      each.number === copy.number ? { ...each, disabledAt: null } : each,
    );
    const annotations = annotate(held, { ...held.notes, copies, source });
    await api.annotate(at, { ...held.secret, annotations });
  }
  return copy.number;
}

/** The secret has changed since the version was added: perhaps only its labels, perhaps by another copy of the same. */
async function overtaken(
  api: SecretsApi,
  { at, origin, number }: { readonly at: At; readonly origin: Origin; readonly number: number },
): Promise<number> {
  const held = await look(api, at);
  const other = usableCopy(held, origin);
  if (other !== null && other.number !== number) {
    const own = held.versions.find((version) => version.number === number);
    if (own !== undefined && own.state !== 'destroyed') await api.change(at, own, 'destroyed');
    return other.number;
  }
  if (other !== null) return number;
  const copies = [...held.notes.copies, { number, ...origin, disabledAt: null }];
  const notes = { ...held.notes, copies, intention: null };
  await api.annotate(at, { ...held.secret, annotations: annotate(held, notes) });
  return number;
}

function annotate(held: Held, notes: Notes): Record<string, string> {
  const { secret, versions } = held;
  return annotated(secret.annotations, { ...notes, copies: alive({ notes, versions }) });
}

/** Notes of versions that are destroyed say nothing any more; kept, they would fill the annotations. */
function alive({ notes, versions }: Omit<Held, 'secret'>): readonly CopyOf[] {
  const left = versions.filter(({ state }) => state !== 'destroyed').map(({ number }) => number);
  return notes.copies.filter(({ number }) => left.includes(number));
}

function isConflict(error: unknown): boolean {
  return error instanceof Failure && error.code === 'RUNWAY_RUNTIME_CONFLICT';
}
