// The GitOps repository's project on GitLab, as the port wants it.

import { digestOf } from '../../resources/canonical.ts';
import type { Forge, Sha } from '../../ports/forge.ts';
import { recordOf, textIn } from '../forge/answer.ts';
import { foundOnce } from '../../ports/found-once.ts';
import { orNull } from '../forge/mishap.ts';
import { propose } from '../forge/proposing.ts';
import { closerIn } from './answers.ts';
import { approvalsOf } from './approvals.ts';
import { ask } from './ask.ts';
import type { LoadClient } from './client.ts';
import { recordDeployment } from './deployments.ts';
import { merge } from './merge.ts';
import { find, list, mergedAs, proposals } from './merge-requests.ts';
import { createGitLabNotes } from './notes.ts';
import type { Notes } from './notes.ts';
import { refuseQuickActions } from './quick-actions.ts';
import { writeStatus } from './statuses.ts';

/** GitLab takes a million characters; nobody reads more than this, and rendering it gets slow. */
const COMMENT_LIMIT = 60_000;

export interface ForgeParts {
  readonly client: LoadClient;
  readonly project: string;
  /** The bot's user name, where the settings say it; else GitLab is asked. */
  readonly bot: string | null;
}

const reference = (number: number): string => `!${number}`;

/**
 * A merge train (GitLab Premium) waits for a pipeline of its own and asks no external commit status of its merged
 * result, so nothing waits for us. https://docs.gitlab.com/ci/pipelines/merge_trains/
 */
const noCandidates = async (): Promise<readonly Sha[]> => [];

/**
 * Sending a webhook again needs the Maintainer role, and with several hooks the knowledge which one is ours; the resync
 * makes up for what did not arrive. https://docs.gitlab.com/user/project/integrations/webhooks/
 */
const nothingSentAgain = async (): Promise<number> => 0;

type Errand = <T>(doing: string, call: () => Promise<T>) => Promise<T>;
type Reading = Pick<
  Forge,
  'mergeRequest' | 'mergeRequests' | 'mergeRequestOf' | 'closedBy' | 'approvals'
>;
type Writing = Pick<
  Forge,
  'comment' | 'recomment' | 'notify' | 'acknowledge' | 'status' | 'propose' | 'merge' | 'close'
>;

export function createGitLabForge({ client, project, bot }: ForgeParts): Forge {
  const needs = `the Developer role in ${project}`;
  const errand: Errand = (doing, call) => ask({ doing: `${doing} of ${project}`, needs }, call);
  const look = foundOnce(() => (bot === null ? userName(client) : Promise.resolve(bot)));
  const self = (): Promise<string> =>
    ask({ doing: "look up the bot's own user", needs: 'a valid token' }, look);
  return {
    commentLimit: COMMENT_LIMIT,
    reference,
    candidates: noCandidates,
    redeliver: nothingSentAgain,
    self,
    ...reading({ client, project, errand }),
    ...writing({ client, project, errand }, createGitLabNotes(client, project, look)),
    deployment: (deployment) =>
      ask(
        {
          doing: `keep the deployment record of ${deployment.target} in ${project}`,
          needs: `${needs}, and to be among those allowed to deploy if ${deployment.target} is protected`,
        },
        () => recordDeployment({ client, project, self: look }, deployment),
      ),
  };
}

interface Access {
  readonly client: LoadClient;
  readonly project: string;
  readonly errand: Errand;
}

function reading({ client, project, errand }: Access): Reading {
  const defaultBranch = foundOnce(() => branchOf(client, project));
  return {
    mergeRequest: (number) =>
      errand(`read merge request ${reference(number)}`, () => find(client, project, number)),
    mergeRequests: (filter) =>
      errand('list the merge requests', () => list(client, project, filter)),
    mergeRequestOf: (commit) =>
      errand(`look up which merge request brought ${commit.slice(0, 8)}`, async () => {
        const number = await mergedAs(client, project, { commit, into: await defaultBranch() });
        return number === null ? null : find(client, project, number);
      }),
    closedBy: (number) =>
      errand(`look up who closed merge request ${reference(number)}`, async () => {
        const { mergeRequests } = await client();
        const answer = await orNull(() => mergeRequests.show(project, number));
        return answer === null ? null : closerIn(answer);
      }),
    approvals: (number) =>
      errand(`read the approvals of merge request ${reference(number)}`, () =>
        approvalsOf(client, project, number),
      ),
  };
}

function writing({ client, project, errand }: Access, notes: Notes): Writing {
  return {
    comment: (number, markdown) =>
      errand(`comment on merge request ${reference(number)}`, () =>
        notes.comment(number, markdown),
      ),
    recomment: (number, markdown) =>
      errand(`rewrite the comment on merge request ${reference(number)}`, () =>
        notes.recomment(number, markdown),
      ),
    notify: (number, key, markdown) =>
      errand(`write a note on merge request ${reference(number)}`, () =>
        notes.notify(number, key, markdown),
      ),
    acknowledge: (number, note, how) =>
      errand(`react to a note on merge request ${reference(number)}`, () =>
        notes.acknowledge(number, note, how),
      ),
    status: (head, mergeRequest, status) =>
      errand(`set the status ${status.context} on ${head.slice(0, 8)}`, () =>
        writeStatus(client, project, { head, mergeRequest, status }),
      ),
    propose: (proposal) =>
      errand(`open a merge request for ${proposal.branch}`, async () => {
        refuseQuickActions(proposal.body);
        return propose(proposals(client, project), proposal);
      }),
    merge: (number, head) =>
      errand(`merge merge request ${reference(number)}`, () =>
        merge(client, project, { number, head }),
      ),
    close: (number, because) =>
      errand(`close merge request ${reference(number)}`, async () => {
        const open = await find(client, project, number);
        if (open?.state !== 'open') return;
        await notes.notify(number, `closed-${digestOf(because, 8)}`, because);
        const { mergeRequests } = await client();
        await mergeRequests.edit(project, number, { stateEvent: 'close' });
      }),
  };
}

async function userName(client: LoadClient): Promise<string> {
  const { users } = await client();
  return textIn(recordOf(await users.showCurrentUser()), 'username');
}

async function branchOf(client: LoadClient, project: string): Promise<string> {
  const { projects } = await client();
  return textIn(recordOf(await projects.show(project)), 'default_branch');
}
