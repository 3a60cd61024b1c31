// Images that people push with standard tools, told on one sandbox that runs the real product.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, call } from '../support/sandbox-front.ts';
import { propose, startTeam, type Team, withVersion } from '../support/sandbox-team.ts';
import { hasSkopeo, pushImage } from '../support/skopeo.ts';
import { offered } from './stories/promotion-offers.ts';

const FILE = 'environments/dev/checkout.yml';
const REVISION = 'org.opencontainers.image.revision';
const repository = 'acme/checkout';
const amd64 = ['amd64'];

let team: Team | null = null;

function started(): Team {
  if (team === null) throw new Error('the sandbox has not started');
  return team;
}

async function answers(target: string): Promise<Answer> {
  const [row] = (await started().sandbox.status()).filter((it) => it.target === target);
  return call(started().sandbox.cloudRun.front, row?.host ?? 'nobody.invalid');
}

/** A commit in the service project with a tag, pushed with git. Gives its id. */
async function tagged(tag: string): Promise<string> {
  const { alice } = started();
  const clone = await alice.clone(repository);
  await alice.git(clone, 'commit', '--quiet', '--allow-empty', '-m', `feat: what ${tag} brings`);
  await alice.git(clone, 'tag', tag);
  await alice.git(clone, 'push', '--quiet', 'origin', 'HEAD', tag);
  return (await alice.git(clone, 'rev-parse', 'HEAD')).trim();
}

/** The number of the merge request that `runway release` opens. */
async function released(version: string): Promise<number> {
  const { sandbox } = started();
  const settings = ['--settings', sandbox.bot.settings, '--json'];
  const run = await sandbox.runway('release', 'dev/checkout', version, ...settings);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const { mergeRequest } = JSON.parse(run.stdout) as { mergeRequest: { number: number } };
  return mergeRequest.number;
}

async function shipped(version: string): Promise<string> {
  const { alice, judged, merge, commentWith } = started();
  const number = await released(version);
  const { comment } = await judged(number);
  await merge(alice, number);
  await commentWith(number, new RegExp(`checkout ${version.replaceAll('.', '\\.')} serves in dev`));
  return comment;
}

(hasSkopeo ? describe : describe.skip)('images pushed with skopeo', () => {
  beforeAll(async () => {
    team = await startTeam('--soak', '2s');
  }, 16 * 60_000);

  afterAll(async () => {
    await team?.sandbox.stop();
  }, 60_000);

  test('a new version by git and skopeo goes from `runway release` to staging', async () => {
    const { alice, judged, merge, commentWith, sandbox } = started();
    const commit = await tagged('9.9.9');
    const labels = { [REVISION]: commit };
    const to = { repository, tag: '9.9.9' };
    const digest = await pushImage(sandbox, to, { word: 'first', architectures: amd64, labels });
    expect(await shipped('9.9.9')).toContain('feat: what 9.9.9 brings');
    const file = await alice.file(FILE);
    expect(file).toContain(`digest: ${digest}`);
    expect(file).toContain(`commit: ${commit}`);
    expect(JSON.parse((await answers('dev/checkout')).body)).toEqual({
      version: '9.9.9',
      word: 'first',
    });

    const { number } = await offered(started(), 'staging/checkout', '9.9.9');
    await judged(number);
    await merge(alice, number);
    await commentWith(number, /checkout 9\.9\.9 serves in staging/);
    expect((await answers('staging/checkout')).version).toBe('9.9.9');
  }, 120_000);

  test('without a label the commit is that of the project’s tag; an index runs as well', async () => {
    const { alice, sandbox } = started();
    const commit = await tagged('9.9.10');
    const digest = await pushImage(
      sandbox,
      { repository, tag: '9.9.10' },
      { word: 'index', architectures: ['amd64', 'arm64'], labels: {} },
    );
    await shipped('9.9.10');
    const file = await alice.file(FILE);
    expect(file).toContain(`commit: ${commit}`);
    expect(file).toContain(`digest: ${digest}`);
    expect(JSON.parse((await answers('dev/checkout')).body)).toMatchObject({ word: 'index' });
  }, 90_000);

  test('an image for another architecture, or without any commit, is refused with the reason', async () => {
    const { alice, judged, sandbox } = started();
    const arm = { word: 'arm', architectures: ['arm64'], labels: {} };
    await pushImage(sandbox, { repository, tag: '9.9.11' }, arm);
    const number = await released('9.9.11');
    const { comment, plan } = await judged(number);
    expect(comment).toMatch(/linux\/amd64/);
    expect(plan.status).toBe('failed');

    const orphan = { word: 'orphan', architectures: amd64, labels: {} };
    await pushImage(sandbox, { repository, tag: '9.9.12' }, orphan);
    expect(await released('9.9.12')).toBe(number);
    const second = await judged(number);
    expect(second.comment).toMatch(/9\.9\.12/);
    expect(second.comment).toMatch(/tag/);
    expect(second.plan.status).toBe('failed');
    await alice.close(number);
  }, 90_000);

  test('a tag that was moved is told, and what runs does not change', async () => {
    const { alice, judged, sandbox } = started();
    const rows = async () =>
      (await sandbox.status()).map(({ target, digest }) => `${target} ${digest}`);
    const before = await rows();
    const moved = { word: 'second', architectures: amd64, labels: {} };
    await pushImage(sandbox, { repository, tag: '9.9.9' }, moved);
    const { number } = await propose(alice, FILE, (text) => withVersion(text, '9.9.9'));
    const { comment } = await judged(number);
    expect(comment).toMatch(/tag .*9\.9\.9.* moved|9\.9\.9.* has moved|moved/i);
    expect(await rows()).toEqual(before);
    expect(JSON.parse((await answers('staging/checkout')).body)).toMatchObject({ word: 'first' });
    await alice.close(number);
  }, 60_000);

  test('another project’s image, or a digest that is not the version’s, is refused', async () => {
    const { alice, judged } = started();
    const other = await propose(alice, FILE, (text) =>
      text.replace('registry.acme.dev/acme/checkout', 'registry.acme.dev/acme/catalog'),
    );
    expect((await judged(other.number)).plan.status).toBe('failed');
    await alice.close(other.number);

    const catalog = await alice.file('environments/dev/catalog.yml');
    const [, digest = ''] = /digest: (sha256:[0-9a-f]{64})/.exec(catalog) ?? [];
    const swapped = await propose(alice, FILE, (text) =>
      text.replace(/digest: sha256:[0-9a-f]{64}/, `digest: ${digest}`),
    );
    const { comment, plan } = await judged(swapped.number);
    expect({ status: plan.status, comment }).toMatchObject({ status: 'failed' });
    await alice.close(swapped.number);
  }, 60_000);
});
