// What the stories say about merge requests again and again, in words of what people see.

import { eventually } from './sandbox-wait.ts';
import { call, type Answer } from './sandbox-front.ts';
import {
  type MergeHow,
  type MergeRequest,
  type Note,
  type Person,
  personAt,
  type Status,
} from './sandbox-person.ts';
import { type Sandbox, startSandbox, type StatusRow } from './sandbox-process.ts';

export interface Team {
  readonly sandbox: Sandbox;
  readonly alice: Person;
  readonly bob: Person;
  readonly olga: Person;
  readonly mallory: Person;
  /** The one comment about what is deployed; fails when there are several. Null before there is one. */
  readonly comment: (number: number) => Promise<string | null>;
  /** The bot's other notes: what called people. */
  readonly calls: (number: number) => Promise<readonly Note[]>;
  /** The comment once it is about the newest commit of the branch and the plan's status has ended. */
  readonly judged: (number: number, patienceMs?: number) => Promise<Judged>;
  /** The comment, once it has these words. */
  readonly commentWith: (number: number, words: RegExp) => Promise<string>;
  /** Merges as soon as the forge lets this person. */
  readonly merge: (person: Person, number: number, how?: MergeHow) => Promise<void>;
  /** The rows of a target once all of them are in this state, and there is at least one. */
  readonly rows: (target: string, state: string) => Promise<readonly StatusRow[]>;
  /** Every region that is not parked answers with this version, seen from outside. */
  readonly serves: (target: string, version: string) => Promise<void>;
  readonly ask: (row: StatusRow | undefined) => Promise<Answer>;
}

export interface Judged {
  readonly comment: string;
  readonly head: string;
  readonly plan: Status;
  readonly approval: Status;
}

const ENDED = ['success', 'failed', 'skipped', 'canceled'];

export async function startTeam(...words: readonly string[]): Promise<Team> {
  return teamOn(await startSandbox(words));
}

export function teamOn(sandbox: Sandbox): Team {
  const alice = personAt(sandbox, 'alice');
  const ask: Team['ask'] = (row) => call(sandbox.cloudRun.front, row?.host ?? 'nobody.invalid');

  async function own(number: number): Promise<readonly Note[]> {
    return (await alice.notes(number)).filter(({ author }) => author === 'runway');
  }
  // The provisioner has a comment of its own, where it has something to do.
  const isComment = ({ body }: Note): boolean => body.startsWith('<!-- runway:comment -->');
  const isProvisioners = ({ body }: Note): boolean =>
    body.startsWith('<!-- runway:comment provisioner -->');

  async function comment(number: number): Promise<string | null> {
    const found = (await own(number)).filter(isComment);
    if (found.length > 1)
      throw new Error(`${alice.reference(number)} has ${found.length} comments of the bot`);
    return found[0]?.body ?? null;
  }

  return {
    sandbox,
    alice,
    bob: personAt(sandbox, 'bob'),
    olga: personAt(sandbox, 'olga'),
    mallory: personAt(sandbox, 'mallory'),
    comment,
    ask,
    calls: async (number) =>
      (await own(number)).filter((note) => !isComment(note) && !isProvisioners(note)),
    judged: (number, patienceMs) =>
      eventually(
        `${alice.reference(number)} to be judged`,
        async () => {
          const { head } = await alice.mergeRequest(number);
          const statuses = await alice.statuses(head);
          const plan = statuses.get('runway/plan');
          const approval = statuses.get('runway/approval');
          const text = await comment(number);
          const about = text?.includes(`\`${head.slice(0, 8)}\``) === true;
          if (text === null || plan === undefined || approval === undefined) return null;
          return about && ENDED.includes(plan.status)
            ? { comment: text, head, plan, approval }
            : null;
        },
        patienceMs,
      ),
    commentWith: (number, expected) =>
      eventually(`${alice.reference(number)} to say ${expected}`, async () => {
        const text = await comment(number);
        return text !== null && expected.test(text) ? text : null;
      }),
    async merge(person, number, how) {
      await eventually(`${person.reference(number)} to be mergeable`, async () =>
        (await person.mergeRequest(number)).mergeable ? true : null,
      );
      await person.merge(number, how);
    },
    rows: (target, state) =>
      eventually(`${target} to be ${state}`, async () => {
        const rows = (await sandbox.status()).filter((row) => row.target === target);
        return rows.length > 0 && rows.every((row) => row.state === state) ? rows : null;
      }),
    async serves(target, version) {
      const rows = (await sandbox.status()).filter((row) => row.target === target);
      const open = rows.filter(({ state }) => state !== 'parked');
      if (open.length === 0) throw new Error(`${target} serves nowhere`);
      for (const row of open) {
        const answer = await ask(row);
        const right = answer.status === 200 && answer.version === version;
        if (right && row.version === version) continue;
        throw new Error(`${target} in ${row.region} is ${row.version} and answers ${answer.body}`);
      }
    },
  };
}

/** The file with another version and nothing else changed. */
export function withVersion(text: string, version: string): string {
  return text.replace(/^( {2}version: ).*$/m, `$1${version}`);
}

/** The file with this request timeout, in overrides that stand before the release. */
export function withTimeout(text: string, seconds: number): string {
  const line = `overrides: { request_timeout: ${seconds} }`;
  const there = /^overrides: \{ request_timeout: \d+ \}$/m;
  return there.test(text)
    ? text.replace(there, line)
    : text.replace('\nrelease:', `${line}\n\nrelease:`);
}

/** A merge request of this person that changes one file with `edit`. */
export async function propose(
  person: Person,
  path: string,
  edit: (text: string) => string,
): Promise<MergeRequest> {
  const content = edit(await person.file(path));
  return person.propose({
    title: `Change ${path}`,
    files: { [path]: content },
  });
}
