// What the bot's App is good for on GitHub, and whether GitHub's webhooks arrive.

import { failed, type ExamineForge, type Finding, looked, passed } from '../../ports/finding.ts';
import { listOf, optionalRecord, optionalText, recordOf, textIn } from '../forge/answer.ts';
import { heardFrom, notSetUp } from '../forge/hearing.ts';
import { deliveryFrom } from './answers.ts';
import { ask, needsIn } from './ask.ts';
import type { LoadClient } from './client.ts';
import { at } from './octokit.ts';

export interface ExamineOptions {
  readonly project: string;
  readonly defaultBranch: string;
}

/** As `app.yml` asks for them. */
const NEEDED = {
  metadata: 'read',
  contents: 'write',
  pull_requests: 'write',
  checks: 'write',
  deployments: 'write',
} as const;

const HOOK = '/webhooks/github';

export function createExamination(client: LoadClient, options: ExamineOptions): ExamineForge {
  const { project } = options;
  const errand = <T>(doing: string, call: () => Promise<T>): Promise<T> =>
    ask({ doing: `${doing} of ${project}`, needs: needsIn(project) }, call);
  return async ({ bot }) =>
    Promise.all([
      looked('App', () => errand('read the installation', () => installed(client, options))),
      looked('default branch', () => errand('read the branch', () => branch(client, options))),
      looked('webhooks', () => errand('read the deliveries', () => deliveries(client, bot))),
    ]);
}

async function installed(client: LoadClient, { project }: ExamineOptions): Promise<Finding> {
  const { app } = await client();
  const { data } = await app.request('GET /repos/{owner}/{repo}/installation', at(project));
  const installation = recordOf(data);
  if (optionalText(installation, 'suspended_at') !== null) {
    const words = `The installation of the App on ${project} is suspended.`;
    return failed('App', words, "Lift that in the owner's settings, under installed Apps.");
  }
  const given = optionalRecord(installation, 'permissions');
  const missing = Object.entries(NEEDED)
    .filter(([name, level]) => !(given[name] === 'write' || given[name] === level))
    .map(([name, level]) => `${name}: ${level}`);
  if (missing.length === 0) {
    return passed('App', `Installed on ${project} with every permission that it needs.`);
  }
  return failed(
    'App',
    `The App lacks on ${project}: ${missing.join(', ')}.`,
    "Add them in the App's settings, and accept them where it is installed (docs/github.md).",
  );
}

async function branch(client: LoadClient, options: ExamineOptions): Promise<Finding> {
  const { project, defaultBranch } = options;
  const octokit = await (await client()).of(project);
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/branches/{branch}', {
    ...at(project),
    branch: defaultBranch,
  });
  if (recordOf(data)['protected'] === true) {
    return passed('default branch', `${defaultBranch} is protected.`);
  }
  return failed(
    'default branch',
    `${defaultBranch} is not protected: whoever may push can deploy without a pull request.`,
    `Protect ${defaultBranch} with a ruleset: pull requests with an approval, and the check \`runway/approval\`.`,
  );
}

async function deliveries(client: LoadClient, bot: string | null): Promise<Finding> {
  const { app } = await client();
  const { data: config } = await app.request('GET /app/hook/config');
  const where = optionalText(recordOf(config), 'url');
  if (where === null || where === '' || (bot !== null && where !== `${bot}${HOOK}`)) {
    const how = `Set the webhook URL in the App's settings to ${bot ?? 'the address of the bot, with '}${HOOK}.`;
    return notSetUp(bot, how);
  }
  const { data } = await app.request('GET /app/hook/deliveries', { per_page: 100 });
  const attempts = listOf(data).map((one) => {
    const { at: time, arrived } = deliveryFrom(one);
    return { at: time, arrived, ended: textIn(recordOf(one), 'status') };
  });
  return heardFrom(attempts, where);
}
