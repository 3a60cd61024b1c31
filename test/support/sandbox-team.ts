// What the stories say about merge requests again and again, in words of what people see.

import { eventually } from './sandbox-wait.ts';
import { call, type Answer } from './sandbox-front.ts';
import { type MergeRequest, type Note, type Person, personAt } from './sandbox-person.ts';
import { type Sandbox, startSandbox, type StatusRow } from './sandbox-process.ts';

export interface Team {
  readonly sandbox: Sandbox;
  readonly alice: Person;
  readonly bob: Person;
  readonly olga: Person;
  readonly mallory: Person;
  /** The bot's one comment; fails when there are several. Null before there is one. */
  readonly comment: (iid: number) => Promise<string | null>;
  /** The bot's other notes: what called people. */
  readonly calls: (iid: number) => Promise<readonly Note[]>;
  /** The comment once it is about the newest commit of the branch and the plan's status has ended. */
  readonly judged: (iid: number) => Promise<Judged>;
  /** The comment, once it has these words. */
  readonly commentWith: (iid: number, words: RegExp) => Promise<string>;
  /** Merges as soon as the forge lets this person. */
  readonly merge: (person: Person, iid: number, fields?: object) => Promise<void>;
  /** The rows of a target once all of them are in this state, and there is at least one. */
  readonly rows: (target: string, state: string) => Promise<readonly StatusRow[]>;
  /** Every region that is not parked answers with this version, seen from outside. */
  readonly serves: (target: string, version: string) => Promise<void>;
  readonly ask: (row: StatusRow | undefined) => Promise<Answer>;
}

export interface Judged {
  readonly comment: string;
  readonly head: string;
  readonly plan: { readonly status: string; readonly words: string };
  readonly approval: { readonly status: string; readonly words: string };
}

const ENDED = ['success', 'failed', 'skipped', 'canceled'];

export async function startTeam(...words: readonly string[]): Promise<Team> {
  return teamOn(await startSandbox(words));
}

export function teamOn(sandbox: Sandbox): Team {
  const alice = personAt(sandbox, 'alice');
  const ask: Team['ask'] = (row) => call(sandbox.cloudRun.front, row?.host ?? 'nobody.invalid');

  async function own(iid: number): Promise<readonly Note[]> {
    const notes = await alice.notes(iid);
    return notes.filter(({ author, system }) => author.username === 'runway' && !system);
  }
  const isComment = ({ body }: Note): boolean => body.includes('### Runway');

  async function comment(iid: number): Promise<string | null> {
    const found = (await own(iid)).filter(isComment);
    if (found.length > 1) throw new Error(`!${iid} has ${found.length} comments of the bot`);
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
    calls: async (iid) => (await own(iid)).filter((note) => !isComment(note)),
    judged: (iid) =>
      eventually(`!${iid} to be judged`, async () => {
        const { sha } = await alice.mergeRequest(iid);
        const statuses = await alice.statuses(sha);
        const plan = statuses.get('runway/plan');
        const approval = statuses.get('runway/approval');
        const text = await comment(iid);
        const about = text?.includes(`\`${sha.slice(0, 8)}\``) === true;
        if (text === null || plan === undefined || approval === undefined) return null;
        return about && ENDED.includes(plan.status)
          ? { comment: text, head: sha, plan, approval }
          : null;
      }),
    commentWith: (iid, expected) =>
      eventually(`!${iid} to say ${expected}`, async () => {
        const text = await comment(iid);
        return text !== null && expected.test(text) ? text : null;
      }),
    async merge(person, iid, fields = {}) {
      await eventually(`!${iid} to be mergeable`, async () => {
        const { detailed_merge_status: status } = await person.mergeRequest(iid);
        return status === 'mergeable' ? true : null;
      });
      await person.merge(iid, fields);
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
    actions: [{ action: 'update', file_path: path, content }],
  });
}
