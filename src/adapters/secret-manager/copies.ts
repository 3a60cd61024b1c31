// Which version in Vault each version in Secret Manager was copied from, as the secret's annotations tell it.
// Secret Manager's rules for them: keys of 1 to 63 letters, digits, `-`, `_` and `.`; less than 16 KiB in all.

/** A version in Vault. The time tells it from one of the same number in a secret that was made anew. */
export interface Origin {
  readonly vaultVersion: number;
  /** ISO 8601, as Vault writes it. */
  readonly createdAt: string;
}

/** A version in Secret Manager whose value is known to come from Vault. */
export interface CopyOf extends Origin {
  readonly number: number;
  /** ISO 8601: when Runway found that nothing needs it any more; null for one that is needed. */
  readonly disabledAt: string | null;
}

/** Told before a version is added, so that it is known again if nobody lived to tell of it. */
export interface Intention extends Origin {
  /** The highest number that there was. */
  readonly after: number;
}

export interface Notes {
  readonly copies: readonly CopyOf[];
  readonly intention: Intention | null;
  /** The path in Vault that all of it comes from; null before the first copy. */
  readonly source: string | null;
}

type Annotations = Readonly<Record<string, string>>;

const PREFIX = 'runway-';
const ADDING = `${PREFIX}adding`;
const SOURCE = `${PREFIX}source`;

/** What cannot be read counts as not there: a person may have edited it. */
export function notesIn(annotations: Annotations): Notes {
  const copies = Object.entries(annotations).flatMap(([key, value]) => {
    const number = numberIn(key);
    const [, start = '', , disabledAt = null] = /^(\S+ \S+)( (\S+))?$/.exec(value) ?? [];
    const origin = originIn(start);
    return number === null || origin === null ? [] : [{ number, ...origin, disabledAt }];
  });
  return {
    copies: copies.toSorted((a, b) => a.number - b.number),
    intention: intentionIn(annotations[ADDING]),
    source: annotations[SOURCE] ?? null,
  };
}

/** The annotations with these notes; those of other people stay as they are. */
export function annotated(annotations: Annotations, notes: Notes): Record<string, string> {
  const others = Object.entries(annotations).filter(([key]) => !isNote(key));
  const { copies, intention, source } = notes;
  return Object.fromEntries([
    ...others,
    ...copies.map((copy) => [`${PREFIX}${copy.number}`, copyText(copy)]),
    ...(intention === null ? [] : [[ADDING, `${originText(intention)} ${intention.after}`]]),
    ...(source === null ? [] : [[SOURCE, source]]),
  ]) as Record<string, string>;
}

/**
 * The version that was added after the intention was told and that no note explains; null where there is none, and
 * where there are several: then nobody can say which one it is.
 */
export function addedSince(
  { intention, copies }: Notes,
  numbers: readonly number[],
): CopyOf | null {
  if (intention === null) return null;
  const { after, vaultVersion, createdAt } = intention;
  const explained = new Set(copies.map(({ number }) => number));
  const [number, ...more] = numbers.filter((each) => each > after && !explained.has(each));
  if (number === undefined || more.length > 0) return null;
  return { number, vaultVersion, createdAt, disabledAt: null };
}

export function sameOrigin(a: Origin, b: Origin): boolean {
  return a.vaultVersion === b.vaultVersion && a.createdAt === b.createdAt;
}

function isNote(key: string): boolean {
  return key === ADDING || key === SOURCE || numberIn(key) !== null;
}

function numberIn(key: string): number | null {
  const [, digits] = /^runway-([1-9][0-9]{0,8})$/.exec(key) ?? [];
  return digits === undefined ? null : Number(digits);
}

function copyText(copy: CopyOf): string {
  return copy.disabledAt === null ? originText(copy) : `${originText(copy)} ${copy.disabledAt}`;
}

function originText({ vaultVersion, createdAt }: Origin): string {
  return `${vaultVersion} ${createdAt}`;
}

function originIn(text: string): Origin | null {
  const [, version, createdAt] = /^([1-9][0-9]{0,8}) (\S+)$/.exec(text) ?? [];
  if (version === undefined || createdAt === undefined) return null;
  return { vaultVersion: Number(version), createdAt };
}

function intentionIn(text: string | undefined): Intention | null {
  const [, start, after] = /^(.+) ([0-9]{1,9})$/.exec(text ?? '') ?? [];
  const origin = start === undefined ? null : originIn(start);
  return origin === null ? null : { ...origin, after: Number(after) };
}
