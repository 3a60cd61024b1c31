// Events that real GitLabs sent, and what they make the bot look at.

import { expect } from '@jest/globals';
import { hintOf } from '../../../../src/server/webhooks/gitlab/hint.ts';
import { publishedTest, readPublished } from '../../../support/gitlab-document.ts';

const published = readPublished();
const held = publishedTest(published);

/** The header that goes along with a kind of event. */
const HEADERS: Readonly<Record<string, string>> = {
  merge_request: 'Merge Request Hook',
  push: 'Push Hook',
  tag_push: 'Tag Push Hook',
  note: 'Note Hook',
};

/** `review:1`, … of a real event of a project that is ours. */
function asked(name: string, defaultBranch = 'master'): readonly string[] {
  const payload = published?.events.get(name) ?? {};
  const kind = String(payload['object_kind']);
  const { path_with_namespace: project = '' } = (payload['project'] ?? {}) as {
    path_with_namespace?: string;
  };
  const event = HEADERS[kind] ?? 'Another Hook';
  return hintOf({ event, payload }, { project, defaultBranch }).map(
    ({ pass, key }) => `${pass}:${key}`,
  );
}

held('a real event asks for what it is about', () => {
  expect(asked('merge_request')).toEqual(['review:1']);
  expect(asked('push')).toEqual(['watch:*']);
  expect(asked('push', 'main')).toEqual([]);
});

held('no other real event asks for anything', () => {
  const others = [...(published?.events.keys() ?? [])].filter((name) => !ASKING.includes(name));
  expect(others.length).toBeGreaterThan(10);
  expect(others.filter((name) => asked(name).length > 0)).toEqual([]);
});

const ASKING = ['merge_request', 'push', 'group_merge_request', 'service_merge_request'];
