// The little of GraphQL that has no other door: drafts and the merge queue. https://docs.github.com/graphql

import { levelOf, levels } from '../../../forge/model/access.ts';
import { changeDraft } from '../../../forge/model/merge-requests.ts';
import type { Project } from '../../../forge/model/state.ts';
import { installationOf } from '../../app/installations.ts';
import { allows } from '../../app/permissions.ts';
import type { Api, OpenCall } from '../call.ts';
import type { Pull } from '../entities/in-project.ts';
import { readNodeId } from '../entities/node-id.ts';
import { inputText, picked, type Problem, type Shape } from './answer.ts';
import { pullShape } from './pull.ts';
import { enter, exit } from './queue.ts';
import { readQuery, SyntaxProblem, type Field, type Operation } from './read-query.ts';

type Variables = Readonly<Record<string, unknown>>;

/** What a mutation answers, or why it did nothing. */
type Outcome = Shape | Problem;

const mutations: Readonly<Record<string, (call: OpenCall, pull: Pull) => Promise<Outcome>>> = {
  markPullRequestReadyForReview: (call, pull) => draft(call, pull, false),
  convertPullRequestToDraft: (call, pull) => draft(call, pull, true),
  enqueuePullRequest: enter,
  dequeuePullRequest: exit,
};

export function graphqlRoutes(api: Api): void {
  // GitHub answers 200 and says in the body what went wrong.
  api.open('POST', '/graphql', async (call) => {
    const { query, variables } = call.body;
    if (typeof query !== 'string')
      return { errors: [{ message: 'A query attribute must be specified and must be a string.' }] };
    try {
      return await answered(call, readQuery(query), (variables ?? {}) as Variables);
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      return { errors: [{ message: error.message }] };
    }
  });
}

async function answered(
  call: OpenCall,
  operation: Operation,
  variables: Variables,
): Promise<unknown> {
  const problems: Problem[] = [];
  const data: Record<string, unknown> = {};
  for (const field of operation.fields) {
    const outcome = await outcomeOf(call, { operation, field, variables });
    if ('members' in outcome) data[field.alias] = picked(outcome, field.fields, problems);
    else {
      problems.push({ ...outcome, path: [field.alias] });
      data[field.alias] = null;
    }
  }
  return problems.length === 0 ? { data } : { data, errors: problems };
}

interface Asked {
  readonly operation: Operation;
  readonly field: Field;
  readonly variables: Variables;
}

async function outcomeOf(call: OpenCall, { operation, field, variables }: Asked): Promise<Outcome> {
  const { name } = field;
  const run = operation.kind === 'mutation' ? mutations[name] : undefined;
  if (operation.kind === 'query' && name === 'viewer')
    return { type: 'User', members: { login: call.user.username } };
  if (run === undefined) {
    const type = operation.kind === 'mutation' ? 'Mutation' : 'Query';
    return { type: 'undefinedField', message: `Field '${name}' doesn't exist on type '${type}'` };
  }
  const id =
    inputText(field, 'pullRequestId', variables) ?? inputText(field, 'id', variables) ?? '';
  const pull = pullOf(call, id);
  if (pull === null)
    return {
      type: 'NOT_FOUND',
      message: `Could not resolve to a node with the global id of '${id}'`,
    };
  const refusal = mayWrite(call, pull);
  return refusal ?? run(call, pull);
}

async function draft({ world, user }: OpenCall, pull: Pull, wanted: boolean): Promise<Outcome> {
  const { project, mr } = pull;
  if (mr.state !== 'opened') return { type: 'UNPROCESSABLE', message: 'Pull request is closed' };
  await world.alone(project, () => changeDraft(world, { project, mr, user }, wanted));
  const type = wanted ? 'ConvertPullRequestToDraftPayload' : 'MarkPullRequestReadyForReviewPayload';
  return { type, members: { clientMutationId: null, pullRequest: pullShape(pull) } };
}

/** Null for what there is not, or what one may not see. */
function pullOf(call: OpenCall, id: string): Pull | null {
  const node = readNodeId(id);
  if (node?.kind !== 'PullRequest') return null;
  const { world } = call;
  for (const project of world.store.projects()) {
    const mr = project.mergeRequests.find((one) => one.id === node.id);
    if (mr !== undefined) return sees(call, project) ? { world, project, mr } : null;
  }
  return null;
}

function sees({ bearer, user, world }: OpenCall, project: Project): boolean {
  const { installation } = bearer;
  if (installation === null) return levelOf(project, user) > 0;
  return installationOf(world, project) === installation.installation;
}

function mayWrite({ bearer, user }: OpenCall, { project, mr }: Pull): Problem | null {
  const { installation } = bearer;
  if (project.archived)
    return { type: 'FORBIDDEN', message: 'Repository was archived so is read-only.' };
  if (installation !== null)
    return allows(installation.permissions, 'pull_requests', 'write')
      ? null
      : { type: 'FORBIDDEN', message: 'Resource not accessible by integration' };
  return levelOf(project, user) >= levels.developer || mr.authorId === user.id
    ? null
    : {
        type: 'FORBIDDEN',
        message: `${user.username} does not have the correct permissions to execute this`,
      };
}
