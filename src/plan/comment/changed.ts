// How a thing that stays changes, in the rest of a sentence that begins with its name.

import type { Difference, Step } from '../plan.ts';
import { list, quoted, who } from './words.ts';

export function changed({ differences }: Step): string {
  const said = differences.map(clause);
  return said.length === 0 ? 'is put right' : list([...new Set(said)]);
}

/** Of a list each text is a field of its own: what is gained and what is lost. */
const MEMBERS: Readonly<Record<string, readonly [gained: string, lost: string]>> = {
  roles: ['gains ‹›', 'loses ‹›'],
  limitedRoles: ['gains ‹›', 'loses ‹›'],
  policies: ['gains policy ‹›', 'loses policy ‹›'],
  impersonators: ['lets ‹› act as it', 'no longer lets ‹› act as it'],
  writers: ['lets ‹› write', 'no longer lets ‹› write'],
  readers: ['lets ‹› read', 'no longer lets ‹› read'],
  claims: ['lets ‹› log in', 'no longer lets ‹› log in'],
};

function clause({ path, before, after }: Difference): string {
  if (path === 'managed by') return 'is taken over from somebody else';
  if (path === 'rules') return 'gets other rules';
  if (path === 'title') return 'gets another title';
  const [field = '', ...rest] = path.split('.');
  const words = MEMBERS[field];
  if (words !== undefined && rest.length > 0 && (before === null) !== (after === null)) {
    const [gained, lost] = words;
    const member = memberOf(field, rest, before ?? after);
    return (after === null ? lost : gained).replace('‹›', () => member);
  }
  return `changes ${quoted(path)} from ${shown(before)} to ${shown(after)}`;
}

/** `yes` says only that it is in the list; another value says more about it. */
function memberOf(field: string, [first = '', ...more]: readonly string[], value: string | null) {
  const said = value === 'yes' || value === null ? '' : ` ${value}`;
  if (field !== 'claims') return `${who([first, ...more].join('.'))}${said}`;
  return `${first} ${quoted(more.length > 0 ? more.join('.') : (value ?? ''))}`;
}

function shown(value: string | null): string {
  return value === null || value === '' ? 'nothing' : quoted(value);
}
