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
    const { number } = await alice.propose({
      title: 'Shorter timeout',
      draft: true,
      files: { [path]: content },
    });
    expect(await commentWith(number, /This is a draft/)).toContain('| dev/storefront |');
    const { head } = await alice.mergeRequest(number);
    // The comment comes first, the status after it.
    const plan = await eventually('the status of a draft', async () => {
      return (await alice.statuses(head)).get('runway/plan') ?? null;
    });
    expect(plan.status).toBe('pending');
    await alice.ready(number);
    await commentWith(number, /nothing stands in the way/);
    expect((await judged(number)).plan.status).toBe('success');

    await alice.close(number);
    await commentWith(number, /closed without merging\. Nothing was deployed/);
    await alice.reopen(number);
    await commentWith(number, /merging changes dev\/storefront/);
    await alice.close(number);
  }, 60_000);

  test('who may only read cannot merge', async () => {
    const { bob, mallory, judged } = team();
    const { number } = await propose(bob, FILE, (text) => `${text}# A note.\n`);
    await judged(number);
    await expect(mallory.merge(number)).rejects.toThrow(/ 40[13] /);
    expect((await bob.mergeRequest(number)).state).toBe('opened');
    await bob.close(number);
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
      files: { [FILE]: withVersion(await alice.file(FILE), '3.2.0') },
    });
    const { number } = opened;
    await bob.say(number, '<!-- runway:comment -->\n### Fake');
    const { comment, plan } = await judged(number);
    expect(plan.status).toBe('success');
    expect(comment).toContain('→ 3.2.0');
    const read = comment.replace(/^(`{3,}).*?^\1$/gms, '').replace(/(`+)[^`]+\1/g, '');
    expect(comment.split('<!-- runway:comment -->')).toHaveLength(2);
    expect(read).not.toMatch(/@\w/);
    expect(read).not.toMatch(/<img/);
    expect(comment).not.toMatch(/^\s*\//m);
    expect(read.match(/<details>/g)).toHaveLength(read.match(/<\/details>/g)?.length ?? 0);
    expect((await alice.mergeRequest(number)).state).toBe('opened');

    const [fake] = (await alice.notes(number)).filter(({ author }) => author === 'bob');
    expect(fake?.body).toContain('### Fake');
    const rendered = await fetch(opened.url).then((page) => page.text());
    expect(rendered).not.toContain('<img src=x');
    await alice.close(number);
  }, 60_000);
}

/** A commit of the service project whose message and manifest are hostile. */
async function releaseOf(alice: Team['alice']): Promise<string> {
  const path = '.runway/runway.yml';
  const project = 'acme/storefront';
  const text = await alice.file(path, 'main', project);
  const value = JSON.stringify(`${HOSTILE}\n/close\n\`\`\`\n</details>\n/merge`);
  return alice.commit({
    project,
    branch: 'main',
    message: `${HOSTILE}\n\n/close\n`,
    files: { [path]: text.replace('LOG_LEVEL: info', `LOG_LEVEL: ${value}`) },
  });
}
