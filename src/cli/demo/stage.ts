// What the scenes of the demo share: the sandbox, the people, and the voice that tells the story.

import { type CommentState, markerOf, readTail } from '../../plan/comment/tail.ts';
import { readComment } from './read-comment.ts';
import { call, type Answer } from './front-door.ts';
import type { Person } from './person.ts';
import type { TargetStatus } from '../../passes/status/target-status.ts';
import type { ProgramName } from '../../resources/program.ts';
import type { SandboxDescription } from '../../sandbox/acme/description.ts';

export interface Stage {
  readonly sandbox: SandboxDescription;
  readonly alice: Person;
  readonly bob: Person;
  readonly status: () => Promise<readonly TargetStatus[]>;
  readonly tell: Teller;
}

export interface Teller {
  scene(title: string): void;
  say(text: string): void;
  /** Something that was just seen to be true. */
  proof(text: string): void;
  quote(markdown: string): void;
  /** Rewritten on a terminal. */
  progress(text: string): void;
}

/** Every region of a target answers with this version, and says so itself. Throws otherwise. */
export async function expectServing(stage: Stage, target: string, version: string): Promise<void> {
  const rows = (await stage.status()).filter((row) => row.target === target);
  if (rows.length === 0) throw new Error(`${target} runs nowhere`);
  for (const { region, host, state } of rows) {
    const answer = await call(stage.sandbox.cloudRun.front, host ?? '');
    if (answer.status !== 200 || answer.version !== version) {
      throw new Error(`${target} in ${region} answered ${words(answer)}, not ${version}`);
    }
    if (state !== 'serving') throw new Error(`${target} in ${region} is ${state}`);
    stage.tell.proof(`${linkTo(stage, host ?? '')} answers ${words(answer)}`);
  }
}

export interface BotComment {
  /** As a terminal can show it. */
  readonly text: string;
  readonly state: CommentState;
}

/** The bot's comment on a merge request, as which program, or null before there is one. */
export async function botComment(
  stage: Stage,
  number: number,
  program: ProgramName = 'reconciler',
): Promise<BotComment | null> {
  for (const { author, text } of await stage.alice.comments(number)) {
    const own = author === 'runway' && text.startsWith(markerOf({ program }));
    const state = own ? readTail(text) : null;
    if (state !== null) return { text: readComment(text), state };
  }
  return null;
}

/** The front door also answers for a host's name below `localhost`, which every browser finds. */
function linkTo({ sandbox }: Stage, host: string): string {
  return `http://${host}.localhost:${new URL(sandbox.cloudRun.front).port}/`;
}

function words({ status, service, version, revision }: Answer): string {
  return version === null ? `${status}` : `${status}: ${service} ${version} (${revision})`;
}
