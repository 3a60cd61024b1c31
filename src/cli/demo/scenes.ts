// The story: a release travels to production, one that cannot start does not, and a service comes that was not there.

import { watch } from './front-door.ts';
import { mergeAndFollow, planComment } from './following.ts';
import { onboarding } from './onboarding.ts';
import type { Proposed } from './person.ts';
import { botComment, expectServing, type Stage } from './stage.ts';
import { until } from './until.ts';

const SERVICE = 'checkout';
const OLD = '1.4.1';
const GOOD = '1.4.2';
const BROKEN = '1.5.0';

export async function play(stage: Stage): Promise<void> {
  await whatRuns(stage);
  await release(stage);
  for (const environment of ['staging', 'production']) await promotion(stage, environment);
  await broken(stage);
  await onboarding(stage);
}

async function whatRuns(stage: Stage): Promise<void> {
  stage.tell.scene('What Git asks for is what runs');
  stage.tell.say(`${stage.sandbox.forge.url}/${stage.sandbox.forge.project}`);
  for (const environment of ['dev', 'staging', 'production']) {
    await expectServing(stage, `${environment}/${SERVICE}`, OLD);
  }
}

async function release(stage: Stage): Promise<void> {
  stage.tell.scene(`Alice changes one line: ${SERVICE} ${OLD} → ${GOOD} in dev`);
  const opened = await bump(stage, GOOD);
  stage.tell.say(opened.url);
  stage.tell.quote(await planComment(stage, opened));
  await expectServing(stage, `dev/${SERVICE}`, OLD);
  await mergeAndFollow(stage, opened);
  await expectServing(stage, `dev/${SERVICE}`, GOOD);
  await expectServing(stage, `staging/${SERVICE}`, OLD);
}

async function promotion(stage: Stage, environment: string): Promise<void> {
  stage.tell.scene(`The same release is offered to ${environment}`);
  const branch = `runway/promote/${environment}/${SERVICE}`;
  stage.tell.progress('the release must serve for its soak time first');
  const offered = await until(`a promotion to ${environment}`, async () => {
    const [found = null] = await stage.alice.openFrom(branch);
    return found;
  });
  stage.tell.say(`${offered.title}: ${offered.url}`);
  stage.tell.quote(await planComment(stage, offered));
  await mergeAndFollow(stage, offered);
  await expectServing(stage, `${environment}/${SERVICE}`, GOOD);
}

async function broken(stage: Stage): Promise<void> {
  stage.tell.scene(`${SERVICE} ${BROKEN} cannot start`);
  const opened = await bump(stage, BROKEN);
  stage.tell.say(opened.url);
  await planComment(stage, opened);
  const [row] = (await stage.status()).filter(({ target }) => target === `dev/${SERVICE}`);
  const watching = watch(stage.sandbox.cloudRun.front, row?.host ?? '');
  await stage.alice.merge(opened.number);
  const comment = await until('the failure to be told', async () => {
    const found = await botComment(stage, opened.number);
    return found?.state.verdict === 'failed' ? found : null;
  });
  stage.tell.quote(comment.text);
  const { answers, failures } = await watching.stop();
  const other = answers.filter(({ status, version }) => status !== 200 || version !== GOOD);
  if (answers.length === 0 || other.length > 0 || failures.length > 0) {
    throw new Error(`while ${BROKEN} failed, ${GOOD} did not answer every request`);
  }
  stage.tell.proof(`${GOOD} answered all ${answers.length} requests meanwhile`);
  await restore(stage);
}

async function restore(stage: Stage): Promise<void> {
  stage.tell.scene('The way back is already open');
  const branch = `runway/restore/dev/${SERVICE}`;
  const offered = await until('the merge request that restores', async () => {
    const [found = null] = await stage.alice.openFrom(branch);
    return found;
  });
  stage.tell.say(`${offered.title}: ${offered.url}`);
  await planComment(stage, offered);
  await mergeAndFollow(stage, offered);
  await expectServing(stage, `dev/${SERVICE}`, GOOD);
  const text = await stage.alice.file(`environments/dev/${SERVICE}.yml`, 'main');
  if (!text.includes(`version: ${GOOD}`)) throw new Error(`Git does not say ${GOOD}`);
  stage.tell.proof(`Git says ${GOOD} again: it and the world agree`);
}

async function bump(stage: Stage, version: string): Promise<Proposed> {
  const path = `environments/dev/${SERVICE}.yml`;
  const text = await stage.alice.file(path, 'main');
  return stage.alice.propose({
    branch: `alice/${SERVICE}-${version}`,
    path,
    text: text.replace(/^(\s*version: ).*$/m, `$1${version}`),
    title: `${SERVICE} ${version} in dev`,
  });
}
