// Keeps the merge request true that brings newer versions of secrets to a target.

import { setPins } from '../../documents/edit-pins.ts';
import { effectiveService } from '../../documents/effective-service.ts';
import type { Pins } from '../../documents/pins.ts';
import { deploymentPath } from '../../documents/target-documents.ts';
import { releaseComplete } from '../../documents/release.ts';
import type { Sha } from '../../ports/forge.ts';
import type { SecretsOf } from '../../ports/vault.ts';
import { rotationBranch } from '../../promotion/branch.ts';
import { rotationBody, rotationTitle } from '../../promotion/rotation-proposal.ts';
import {
  type Held,
  namesToLookAt,
  rotation,
  rotationIn,
  type RotationQuestion,
} from '../../promotion/rotation.ts';
import { splitTarget, type Target } from '../../resources/address.ts';
import { namesIn, secretsAt } from '../in-vault.ts';
import type { Outside } from '../outside.ts';
import { writeOwnBranch } from '../own-branch.ts';

/** What a target pins at a commit, and what Vault has for it. */
export interface Compared {
  readonly target: Target;
  readonly commit: Sha;
  /** The file as it is. */
  readonly text: string;
  readonly question: Omit<RotationQuestion, 'declined'>;
  readonly merged: 'manual' | 'onApproval' | 'auto';
}

/** Null where there is nothing to compare: no Vault, no complete release. Reads metadata alone. */
export async function compare(
  outside: Outside,
  { commit, target }: { readonly commit: Sha; readonly target: Target },
  signal: AbortSignal,
): Promise<Compared | null> {
  const documents = await outside.desired.target(commit, target);
  const { deployment, environment } = documents;
  const of = secretsAt(documents);
  if (of === null || deployment === null || environment === null) return null;
  const { service } = effectiveService(documents);
  if (service === null || !releaseComplete(deployment.value)) return null;
  const pinned = deployment.value.secrets ?? {};
  const inVault = service.secrets === undefined ? (await namesIn(outside, of, signal)).names : [];
  const held = await heldOf(outside, of, namesToLookAt({ service, pinned }, inVault), signal);
  return {
    target,
    commit,
    text: deployment.text,
    question: { service, pinned, held },
    merged: environment.value.spec.rotation ?? 'manual',
  };
}

async function heldOf(
  { vault }: Outside,
  of: SecretsOf,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Held>> {
  const held = new Map<string, Held>();
  for (const name of names) {
    const found = await vault.describe({ ...of, name }, signal);
    if (found === null) continue;
    const newest = found.versions.findLast(({ state }) => state === 'live')?.number ?? null;
    held.set(name, { newest, current: found.current });
  }
  return held;
}

/** Opens the merge request, brings it up to date, or closes it where nothing is left to offer. */
export async function rotate(outside: Outside, compared: Compared): Promise<void> {
  const { target, text, question, merged } = compared;
  const first = rotation({ ...question, declined: [] });
  if (Object.keys(first).length === 0) return withdraw(outside, target);
  const after = rotation({ ...question, declined: await declinedPins(outside, target) });
  if (Object.keys(after).length === 0) return;
  const written = await writeOwnBranch(outside, {
    branch: rotationBranch(target),
    commit: compared.commit,
    path: deploymentPath(target),
    text: setPins(text, after),
    message: messageFor(target, after),
  });
  if (!written) return;
  const story = { target, before: question.pinned, after, merged };
  const { number } = await outside.forge.propose({
    branch: rotationBranch(target),
    target: outside.settings.defaultBranch,
    title: rotationTitle(story),
    body: rotationBody(story),
  });
  await outside.queue.request([{ pass: 'review', key: String(number) }]);
  outside.log.info('newer versions offered', { target, mergeRequest: number });
}

/** Of what people have closed without merging; nothing counts while one is open again. */
async function declinedPins({ forge }: Outside, target: Target): Promise<readonly Pins[]> {
  const all = await forge.mergeRequests({ state: 'all', source: rotationBranch(target) });
  if (all.some(({ state }) => state === 'open')) return [];
  const self = await forge.self();
  const declined: Pins[] = [];
  for (const { number, state, description } of all) {
    const pins = rotationIn(description);
    if (state !== 'closed' || pins === null) continue;
    const by = await forge.closedBy(number);
    if (by !== null && by !== self) declined.push(pins);
  }
  return declined;
}

async function withdraw({ forge, repository }: Outside, target: Target): Promise<void> {
  const source = rotationBranch(target);
  if ((await repository.head(source)) === null) return;
  for (const { number } of await forge.mergeRequests({ state: 'open', source })) {
    await forge.close(number, `${target} pins the newest versions: there is nothing to rotate.`);
  }
}

function messageFor(target: Target, pins: Pins): string {
  const { environment, workload } = splitTarget(target);
  const versions = Object.entries(pins).map(([name, version]) => `${name}: version ${version}`);
  return (
    `chore(${environment}): rotate secrets of ${workload}\n\n` +
    `${versions.join('\n')}\n\nRunway-Rotates: ${target}\n`
  );
}
