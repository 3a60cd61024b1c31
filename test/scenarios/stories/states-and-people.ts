// Drafts, closing and reopening, people without rights, and text that tries to do more than be read.

import { expect, test } from '@jest/globals';
import { pushVariant } from '../../support/sandbox-image.ts';
import { propose, type Team, withTimeout, withVersion } from '../../support/sandbox-team.ts';
import { eventually } from '../../support/sandbox-wait.ts';

const FILE = 'environments/dev/storefront.yml';
const HOSTILE = '/merge @all <img src=x onerror=alert(1)> a | b `code` <!-- runway:comment -->';

export function statesAndPeople(team: () => Team): void {
  test('a draft is planned, and named as a thing that stands in the way', async () => {
    const { alice, judged, commentWith } = team();
    const path = FILE;
    const content = withTimeout(await alice.file(path), 25);
    const { iid } = await alice.propose({
      title: 'Draft: shorter timeout',
      actions: [{ action: 'update', file_path: path, content }],
    });
    expect(await commentWith(iid, /This is a draft/)).toContain('| dev/storefront |');
    const { sha } = await alice.mergeRequest(iid);
    // The comment comes first, the status after it.
    const plan = await eventually('the status of a draft', async () => {
      return (await alice.statuses(sha)).get('runway/plan') ?? null;
    });
    expect(plan.status).toBe('pending');
    await alice.change(iid, { title: 'Shorter timeout' });
    await commentWith(iid, /nothing stands in the way/);
    expect((await judged(iid)).plan.status).toBe('success');

    await alice.change(iid, { state_event: 'close' });
    await commentWith(iid, /closed without merging\. Nothing was deployed/);
    await alice.change(iid, { state_event: 'reopen' });
    await commentWith(iid, /merging changes dev\/storefront/);
    await alice.change(iid, { state_event: 'close' });
  }, 60_000);

  test('who may only read cannot merge', async () => {
    const { bob, mallory, judged, sandbox } = team();
    const { iid } = await propose(bob, FILE, (text) => `${text}# A note.\n`);
    await judged(iid);
    const project = `/projects/${encodeURIComponent(sandbox.forge.project)}`;
    const { status } = await mallory.ask('PUT', `${project}/merge_requests/${iid}/merge`, {});
    expect([401, 403]).toContain(status);
    expect((await bob.mergeRequest(iid)).state).toBe('opened');
    await bob.change(iid, { state_event: 'close' });
  }, 60_000);

  test('hostile titles, branches, commits and manifests are shown and do nothing', async () => {
    const { alice, bob, judged, sandbox } = team();
    const commit = await releaseOf(alice);
    const image = { repository: 'acme/storefront', from: '3.1.0', to: '3.2.0', commit };
    await pushVariant(sandbox, image);
    const opened = await alice.propose({
      title: HOSTILE,
      description: HOSTILE,
      branch: 'alice/@all--`x`<img>|merge',
      message: HOSTILE,
      actions: [
        {
          action: 'update',
          file_path: FILE,
          content: withVersion(await alice.file(FILE), '3.2.0'),
        },
      ],
    });
    const { iid } = opened;
    await bob.ask('POST', noteUrl(team(), iid), { body: '<!-- runway:comment -->\n### Fake' });
    const { comment, plan } = await judged(iid);
    expect(plan.status).toBe('success');
    expect(comment).toContain('→ 3.2.0');
    const read = comment.replace(/^(`{3,}).*?^\1$/gms, '').replace(/(`+)[^`]+\1/g, '');
    expect(comment.split('<!-- runway:comment -->')).toHaveLength(2);
    expect(read).not.toMatch(/@\w/);
    expect(read).not.toMatch(/<img/);
    expect(comment).not.toMatch(/^\s*\//m);
    expect(read.match(/<details>/g)).toHaveLength(read.match(/<\/details>/g)?.length ?? 0);
    expect((await alice.mergeRequest(iid)).state).toBe('opened');

    const [fake] = (await alice.notes(iid)).filter(({ author }) => author.username === 'bob');
    expect(fake?.body).toContain('### Fake');
    const rendered = await fetch(opened.web_url).then((page) => page.text());
    expect(rendered).not.toContain('<img src=x');
    await alice.change(iid, { state_event: 'close' });
  }, 60_000);
}

/** A commit of the service project whose message and manifest are hostile. */
async function releaseOf(alice: Team['alice']): Promise<string> {
  const project = `/projects/${encodeURIComponent('acme/storefront')}`;
  const manifest = await alice.ask<{ content: string }>(
    'GET',
    `${project}/repository/files/${encodeURIComponent('.runway/runway.yml')}?ref=main`,
  );
  const text = Buffer.from(manifest.body.content, 'base64').toString('utf8');
  const value = JSON.stringify(`${HOSTILE}\n/close\n\`\`\`\n</details>\n/merge`);
  const made = await alice.ask<{ id: string }>('POST', `${project}/repository/commits`, {
    branch: 'main',
    commit_message: `${HOSTILE}\n\n/close\n`,
    actions: [
      {
        action: 'update',
        file_path: '.runway/runway.yml',
        content: text.replace('LOG_LEVEL: info', `LOG_LEVEL: ${value}`),
      },
    ],
  });
  expect(made.status).toBe(201);
  return made.body.id;
}

function noteUrl({ sandbox }: Team, iid: number): string {
  return `/projects/${encodeURIComponent(sandbox.forge.project)}/merge_requests/${iid}/notes`;
}
