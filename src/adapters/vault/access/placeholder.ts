// The empty secret that makes a workload's path exist, so that people find where to put theirs.

import { Failure } from '../../../ports/failure.ts';
import type { Errand, Hands } from './hands.ts';

/** `path` is mount and path, as the spec of a policy has it. */
export async function hasPlaceholder(hands: Hands, errand: Errand, path: string): Promise<boolean> {
  const wanted = { login: hands.login(errand.place), path: at(errand, 'metadata', path) };
  return (await hands.api.read(wanted, errand.signal)) !== null;
}

export async function putPlaceholder(hands: Hands, errand: Errand, path: string): Promise<void> {
  if (await hasPlaceholder(hands, errand, path)) return;
  const wanted = { login: hands.login(errand.place), path: at(errand, 'data', path) };
  try {
    await hands.api.write(wanted, { data: {}, options: { cas: 0 } }, errand.signal);
  } catch (error) {
    // Somebody was quicker, perhaps ourselves in a request whose answer was lost.
    const refused = error instanceof Failure && error.code === 'RUNWAY_VAULT_REFUSED';
    if (!refused || !(await hasPlaceholder(hands, errand, path))) throw error;
  }
}

/** What people wrote beside it stays. */
export async function dropPlaceholder(hands: Hands, errand: Errand, path: string): Promise<void> {
  const wanted = { login: hands.login(errand.place), path: at(errand, 'metadata', path) };
  await hands.api.remove(wanted, errand.signal);
}

function at({ place: { mount } }: Errand, kind: 'data' | 'metadata', path: string): string {
  return `${mount}/${kind}/${path.slice(mount.length + 1)}`;
}
