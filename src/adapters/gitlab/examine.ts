// What the bot's token is good for on GitLab, and whether GitLab's webhooks arrive.

import {
  failed,
  type ExamineForge,
  type Finding,
  looked,
  notChecked,
  passed,
} from '../../ports/finding.ts';
import {
  listOf,
  numberIn,
  optionalRecord,
  optionalText,
  recordOf,
  textIn,
} from '../forge/answer.ts';
import type { Answer } from '../forge/answer.ts';
import { heardFrom, notSetUp } from '../forge/hearing.ts';
import { MishapError } from '../forge/mishap.ts';
import type { PatientFetch } from '../forge/patient-request.ts';
import { ask } from './ask.ts';

export interface ExamineOptions {
  readonly url: string;
  readonly project: string;
  readonly defaultBranch: string;
  readonly token: () => Promise<string> | string;
  readonly fetch: PatientFetch;
}

/** https://docs.gitlab.com/user/permissions/ */
const DEVELOPER = 30;
const SOON_MS = 7 * 24 * 3_600_000;
const HOOK = '/webhooks/gitlab';

type Get = (path: string) => Promise<unknown>;

export function createExamination(options: ExamineOptions): ExamineForge {
  const { project, defaultBranch } = options;
  const get = getterOf(options);
  const base = `/projects/${encodeURIComponent(project)}`;
  return async ({ bot, now }) =>
    Promise.all([
      looked('token', () => tokenFinding(get, now)),
      looked('role', () => roleFinding(get, base, project)),
      looked('default branch', () => branchFinding(get, base, defaultBranch)),
      looked('webhooks', () => hookFinding(get, base, bot)),
    ]);
}

function getterOf({ url, token, fetch, project }: ExamineOptions): Get {
  return (path) =>
    ask({ doing: `look at ${path} for ${project}`, needs: `access to ${project}` }, async () => {
      const asked = new URL(`${url.replace(/\/+$/, '')}/api/v4${path}`);
      const headers = { 'private-token': await token() };
      const { status, text } = await fetch({ url: asked, method: 'GET', headers, body: null });
      if (status >= 400) throw mishap(status, text);
      return JSON.parse(text) as unknown;
    });
}

function mishap(status: number, text: string): MishapError {
  return new MishapError({ kind: 'answer', status, words: text, retryAfterMs: null });
}

/** Null where the bot may not see it. */
async function unlessHidden(look: () => Promise<unknown>): Promise<unknown> {
  try {
    return await look();
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    const status = cause instanceof MishapError ? cause.mishap.status : null;
    if (status === 403 || status === 404) return null;
    throw error;
  }
}

/** https://docs.gitlab.com/api/personal_access_tokens/#get-details-on-a-personal-access-token */
async function tokenFinding(get: Get, now: Date): Promise<Finding> {
  const found = await unlessHidden(() => get('/personal_access_tokens/self'));
  if (found === null) {
    return notChecked(
      'token',
      'GitLab does not say what the token may do.',
      'See in GitLab that it has the scope `api`, and when it ends.',
    );
  }
  const token = recordOf(found);
  const scopes = listOf(token['scopes']).map(String);
  if (!scopes.includes('api')) {
    const words = `The token has the scopes ${scopes.join(', ') || 'none'}, and not \`api\`.`;
    return failed('token', words, 'Give the bot a token with the scope `api`.');
  }
  const ends = optionalText(token, 'expires_at');
  if (ends !== null && Date.parse(ends) - now.getTime() < SOON_MS) {
    return failed('token', `The token ends on ${ends}.`, 'Give the bot a new one before.');
  }
  return passed('token', `It has the scope \`api\`${ends === null ? '' : ` until ${ends}`}.`);
}

async function roleFinding(get: Get, base: string, project: string): Promise<Finding> {
  const { project_access: own, group_access: group } = optionalRecord(
    recordOf(await get(base)),
    'permissions',
  );
  const level = Math.max(levelIn(own), levelIn(group));
  if (level >= DEVELOPER) return passed('role', `The bot may push branches to ${project}.`);
  return failed(
    'role',
    `The bot's role in ${project} lets it push no branch.`,
    `Make it a Developer of ${project}, or a Maintainer, so that it can see whether webhooks arrive.`,
  );
}

function levelIn(access: unknown): number {
  return access === null || access === undefined ? 0 : numberIn(recordOf(access), 'access_level');
}

async function branchFinding(get: Get, base: string, branch: string): Promise<Finding> {
  const found = recordOf(await get(`${base}/repository/branches/${encodeURIComponent(branch)}`));
  if (found['protected'] === true) return passed('default branch', `${branch} is protected.`);
  return failed(
    'default branch',
    `${branch} is not protected: whoever may push can deploy without a merge request.`,
    `Protect ${branch}: nobody pushes to it, and merge requests need an approval.`,
  );
}

async function hookFinding(get: Get, base: string, bot: string | null): Promise<Finding> {
  const found = await unlessHidden(() => get(`${base}/hooks?per_page=100`));
  if (found === null) {
    return notChecked(
      'webhooks',
      "The bot's role does not let it see webhooks.",
      'See in GitLab whether they arrive, or make the bot a Maintainer.',
    );
  }
  const hooks = listOf(found).map(recordOf);
  const hook = hooks.find((one) => isOurs(textIn(one, 'url'), bot));
  if (hook === undefined) return notSetUp(bot, `Add one for ${bot ?? 'the bot'}${HOOK}.`);
  const where = textIn(hook, 'url');
  const disabled = optionalText(hook, 'alert_status') ?? 'executable';
  if (disabled !== 'executable') {
    const words = `GitLab has disabled the webhook to ${where}: ${disabled}.`;
    return failed('webhooks', words, 'See why it failed, then test it in GitLab: that enables it.');
  }
  const events = await unlessHidden(() => get(`${base}/hooks/${String(hook['id'])}/events`));
  return heardFrom(
    listOf(events ?? [])
      .map(recordOf)
      .map(attemptFrom),
    where,
  );
}

function isOurs(url: string, bot: string | null): boolean {
  return bot === null ? url.endsWith(HOOK) : url === `${bot}${HOOK}`;
}

/** https://docs.gitlab.com/api/project_webhooks/#list-all-events-for-a-project-webhook */
function attemptFrom(event: Answer) {
  const ended = String(event['response_status']);
  const at = Date.parse(textIn(event, 'created_at'));
  return { at, arrived: /^2\d\d$/.test(ended), ended };
}
