// The GitOps repository's project on GitHub, as the port wants it.

import { digestOf } from '../../resources/canonical.ts';
import { recordOf, textIn } from '../forge/answer.ts';
import type { Forge } from '../../ports/forge.ts';
import { foundOnce } from '../../ports/found-once.ts';
import { orNull } from '../forge/mishap.ts';
import { createNotes } from '../forge/our-notes.ts';
import { propose } from '../forge/proposing.ts';
import { approvals } from './approvals.ts';
import { ask, needsIn } from './ask.ts';
import { closerIn } from './answers.ts';
import { createAskedAgain } from './asked-again.ts';
import { writeStatus } from './checks.ts';
import type { LoadClient } from './client.ts';
import { redeliver } from './deliveries.ts';
import { recordDeployment } from './deployments.ts';
import { merge } from './merge.ts';
import { candidates, find, list, mergedAs, proposals } from './merge-requests.ts';
import { noteKeeping, react } from './notes.ts';
import { at, type Octokit, type Project } from './octokit.ts';

/**
 * GitHub takes 65,536 characters. So many leave room for the marker, and for line breaks that count as two.
 * https://docs.github.com/en/rest/issues/comments#create-an-issue-comment
 */
const COMMENT_LIMIT = 60_000;

type Errand = <T>(doing: string, call: () => Promise<T>) => Promise<T>;
type Parts = Project & {
  readonly errand: Errand;
  readonly self: () => Promise<string>;
};
type Reading = Pick<
  Forge,
  'mergeRequest' | 'mergeRequests' | 'mergeRequestOf' | 'closedBy' | 'approvals' | 'candidates'
>;
type Writing = Pick<
  Forge,
  | 'comment'
  | 'recomment'
  | 'notify'
  | 'acknowledge'
  | 'status'
  | 'propose'
  | 'deployment'
  | 'merge'
  | 'close'
>;

export function createGitHubForge(
  client: LoadClient,
  { project, appId }: { readonly project: string; readonly appId: number },
): Forge {
  const needs = needsIn(project);
  const errand: Errand = (doing, call) => ask({ doing: `${doing} of ${project}`, needs }, call);
  const octokit = async (): Promise<Octokit> => (await client()).of(project);
  const look = foundOnce(async () => {
    const { app } = await client();
    return `${textIn(recordOf((await app.rest.apps.getAuthenticated()).data), 'slug')}[bot]`;
  });
  const parts: Parts = { octokit, at: at(project), appId, errand, self: look };
  return {
    commentLimit: COMMENT_LIMIT,
    reference: (number) => `#${number}`,
    self: () => ask({ doing: "look up the bot's own App", needs }, look),
    ...reading(parts),
    ...writing(parts),
    redeliver: (since) =>
      ask({ doing: 'have webhooks sent again', needs }, async () =>
        redeliver((await client()).app, since),
      ),
  };
}

function reading({ errand, ...project }: Parts): Reading {
  return {
    mergeRequest: (number) => errand(`read pull request #${number}`, () => find(project, number)),
    mergeRequests: (filter) => errand('list the pull requests', () => list(project, filter)),
    mergeRequestOf: (commit) =>
      errand(`look up which pull request brought ${commit.slice(0, 8)}`, () =>
        mergedAs(project, commit),
      ),
    closedBy: (number) =>
      errand(`look up who closed pull request #${number}`, async () => {
        const { paginate, rest } = await project.octokit();
        const asked = { ...project.at, issue_number: number, per_page: 100 };
        const events = await orNull(() => paginate(rest.issues.listEvents, asked));
        return closerIn(events ?? []);
      }),
    approvals: (number) =>
      errand(`read the reviews of pull request #${number}`, () => approvals(project, number)),
    candidates: (number) =>
      errand(`look for pull request #${number} in the merge queue`, () =>
        candidates(project, number),
      ),
  };
}

function writing({ errand, self, ...project }: Parts): Writing {
  const notes = createNotes(noteKeeping(project, self));
  const askedAgain = createAskedAgain(project);
  return {
    comment: (number, markdown) =>
      errand(`comment on pull request #${number}`, () => notes.comment(number, markdown)),
    recomment: (number, markdown) =>
      errand(`rewrite the comment on pull request #${number}`, () =>
        notes.recomment(number, markdown),
      ),
    notify: (number, key, markdown) =>
      errand(`write a note on pull request #${number}`, () => notes.notify(number, key, markdown)),
    acknowledge: (number, note, how) =>
      errand(`react to a comment on pull request #${number}`, () => react(project, note, how)),
    status: (head, mergeRequest, status) =>
      errand(`set the check ${status.context} on ${head.slice(0, 8)}`, () =>
        writeStatus(project, askedAgain, { head, number: mergeRequest.number, status }),
      ),
    propose: (proposal) =>
      errand(`open a pull request for ${proposal.branch}`, () =>
        propose(proposals(project), proposal),
      ),
    deployment: (deployment) =>
      errand(`keep the deployment record of ${deployment.target}`, () =>
        recordDeployment({ ...project, self }, deployment),
      ),
    merge: (number, head) =>
      errand(`merge pull request #${number}`, () => merge(project, { number, head })),
    close: (number, because) =>
      errand(`close pull request #${number}`, async () => {
        const open = await find(project, number);
        if (open?.state !== 'open') return;
        await notes.notify(number, `closed-${digestOf(because, 8)}`, because);
        const { rest } = await project.octokit();
        await rest.pulls.update({ ...project.at, pull_number: number, state: 'closed' });
      }),
  };
}
