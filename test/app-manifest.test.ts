// Holds app.yml to what the code hears of and does, as GitHub describes both.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { emitterEventNames } from '@octokit/webhooks';
import type { Probot } from 'probot';
import { parse } from 'yaml';
import { heard, runwayApp } from '../src/server/webhooks/github/app.ts';

const root = resolve(import.meta.dirname, '..');

const manifest = parse(readFileSync(resolve(root, 'app.yml'), 'utf8')) as {
  readonly hook_attributes: Readonly<Record<string, unknown>>;
  readonly default_permissions: Readonly<Record<string, 'read' | 'write'>>;
  readonly default_events: readonly string[];
};

interface Webhook {
  readonly summary: string;
  readonly 'x-github': { readonly subcategory: string };
}

const described = createRequire(import.meta.url)(
  '@octokit/openapi/generated/api.github.com.json',
) as {
  readonly 'x-webhooks': Readonly<Record<string, { readonly post: Webhook }>>;
  readonly components: {
    readonly schemas: {
      readonly 'app-permissions': {
        readonly properties: Readonly<Record<string, { readonly enum: readonly string[] }>>;
      };
    };
  };
};

/** The events that the application hears, as it says to Probot. */
function heardByTheApp(): readonly string[] {
  const names: string[] = [];
  const on = (name: string): void => void names.push(name);
  const watched = { project: 'acme/platform', defaultBranch: 'main' };
  runwayApp({ watched, appId: 1, take: async () => undefined })({ on } as unknown as Probot);
  return names;
}

test('the App asks for the events that it hears, and for no other', () => {
  expect(heardByTheApp().toSorted()).toEqual(manifest.default_events.toSorted());
  expect([...heard].toSorted()).toEqual(manifest.default_events.toSorted());
});

test('every event is one of GitHub', () => {
  const known: readonly string[] = emitterEventNames;
  expect(manifest.default_events.filter((name) => !known.includes(name))).toEqual([]);
});

test('every permission is one of GitHub', () => {
  const { properties } = described.components.schemas['app-permissions'];
  const wrong = Object.entries(manifest.default_permissions).filter(
    ([name, level]) => !properties[name]?.enum.includes(level),
  );
  expect(wrong).toEqual([]);
});

test('the App may hear every event that it asks for', () => {
  const needed = manifest.default_events.map((event) => {
    const [found] = Object.values(described['x-webhooks']).filter(
      ({ post }) => post['x-github'].subcategory === event,
    );
    const [, words = ''] =
      /must have at least read-level access for the "([\w ]+)"/.exec(found?.post.summary ?? '') ??
      [];
    return [event, words.toLowerCase().replaceAll(' ', '_')] as const;
  });

  expect(needed).toEqual([
    ['pull_request', 'pull_requests'],
    ['pull_request_review', 'pull_requests'],
    ['push', 'contents'],
    ['check_run', 'checks'],
    ['check_suite', 'checks'],
    ['merge_group', 'merge_queues'],
  ]);
  const granted = Object.keys(manifest.default_permissions);
  expect(needed.filter(([, permission]) => !granted.includes(permission))).toEqual([]);
  // Only with it does GitHub tell that somebody wants a check again.
  expect(manifest.default_permissions['checks']).toBe('write');
});

test('webhooks go to where the bot hears them', () => {
  expect(manifest.hook_attributes['url']).toMatch(/^https:\/\/[^/]+\/webhooks\/github$/);
});
