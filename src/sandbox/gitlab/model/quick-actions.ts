// Lines of a comment that GitLab executes instead of showing.

import { levelOf, levels } from '../../forge/model/access.ts';
import { acceptMerge, mergeRefusal } from '../../forge/model/accept-merge.ts';
import { changeState, editMergeRequest } from '../../forge/model/merge-requests.ts';
import type { MergeRequest, Project, User } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';

export interface Command {
  readonly name: string;
  readonly argument: string;
}

export interface Outcome {
  readonly changes: Readonly<Record<string, unknown>>;
  /** One sentence a command. */
  readonly summary: readonly string[];
}

interface Scene {
  readonly project: Project;
  readonly mr: MergeRequest;
  readonly user: User;
}

const known = [
  'close',
  'reopen',
  'merge',
  'title',
  'draft',
  'ready',
  'label',
  'unlabel',
  'approve',
  'unapprove',
];

/** Splits a comment. Code, quotes and raw HTML blocks are left alone. */
export function quickActions(text: string): { body: string; commands: Command[] } {
  const commands: Command[] = [];
  const kept: string[] = [];
  let fence: string | null = null;
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    const mark: string | undefined = /^ {0,3}(`{3,}|~{3,}|>>>)/.exec(line)?.[1];
    if (mark !== undefined && fence === null) fence = mark;
    else if (mark !== undefined && fence !== null && mark.startsWith(fence)) fence = null;
    const found = fence === null ? /^\/([a-z_]+)(?:[ \t]+(.*?))?[ \t]*$/.exec(line) : null;
    const name = found?.[1] ?? '';
    if (known.includes(name)) commands.push({ name, argument: found?.[2] ?? '' });
    else kept.push(line);
  }
  return { body: commands.length === 0 ? text : kept.join('\n').trim(), commands };
}

/** Does what the user may do; what they may not is said in the summary and changes nothing. */
export async function perform(
  world: World,
  scene: Scene,
  { commands, sawHead }: { commands: readonly Command[]; sawHead: string | null },
): Promise<Outcome> {
  const summary: string[] = [];
  const changes: Record<string, unknown> = {};
  for (const command of commands) {
    if (!available(scene, command.name)) {
      summary.push(`Could not apply ${command.name} command.`);
      continue;
    }
    summary.push(await execute(world, scene, { ...command, sawHead, changes }));
  }
  return { changes, summary };
}

function available({ project, mr, user }: Scene, name: string): boolean {
  const developer = levelOf(project, user) >= levels.developer;
  const mayEdit = developer || mr.authorId === user.id;
  if (name === 'close') return mayEdit && mr.state === 'opened';
  if (name === 'reopen') return mayEdit && mr.state === 'closed';
  if (name === 'merge') return mr.state === 'opened' && mergeRefusal(project, mr, user) === null;
  if (name === 'approve' || name === 'unapprove') return developer && mr.state === 'opened';
  return mayEdit;
}

async function execute(
  world: World,
  { project, mr, user }: Scene,
  command: Command & { sawHead: string | null; changes: Record<string, unknown> },
): Promise<string> {
  const { name, argument, changes } = command;
  if (name === 'merge') return merge(world, { project, mr, user }, command.sawHead);
  if (name === 'close' || name === 'reopen') {
    changes['state_event'] = name;
    await changeState(world, { project, mr, user }, name);
    return name === 'close' ? 'Closed this merge request.' : 'Reopened this merge request.';
  }
  if (name === 'approve' || name === 'unapprove') {
    mr.approvals = mr.approvals.filter(({ userId }) => userId !== user.id);
    if (name === 'approve') mr.approvals.push({ userId: user.id, at: world.now().toISOString() });
    return name === 'approve'
      ? 'Approved the current merge request.'
      : 'Unapproved the current merge request.';
  }
  const plain = mr.title.replace(/^\s*(\[draft\]|draft:|\(draft\))\s*/i, '');
  const labels = argument
    .split(/[ ,]*~/)
    .map((label) => label.replaceAll('"', '').trim())
    .filter((label) => label !== '');
  const edits: Record<string, { title?: string; labels?: string[] }> = {
    title: { title: argument },
    draft: { title: `Draft: ${plain}` },
    ready: { title: plain },
    label: { labels: [...new Set([...mr.labels, ...labels])] },
    unlabel: {
      labels: argument === '' ? [] : mr.labels.filter((label) => !labels.includes(label)),
    },
  };
  await editMergeRequest(world, { project, mr, user }, edits[name] ?? {});
  return `Applied ${name} command.`;
}

async function merge(world: World, scene: Scene, sawHead: string | null): Promise<string> {
  if (sawHead === null)
    return 'The `/merge` quick action requires the SHA of the head of the branch.';
  if (sawHead !== scene.mr.head) return 'Branch has been updated since the merge was requested.';
  const result = await acceptMerge(world, scene, {});
  return result.kind === 'merged' ? 'Merged this merge request.' : 'Could not apply merge command.';
}
