// Holds app.yml to what the code hears of and does, as GitHub describes both.

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { emitterEventNames } from '@octokit/webhooks';
import type { Probot } from 'probot';
import { parse } from 'yaml';
import { appEvents, appPermissions } from '../src/sandbox/github/app/permissions.ts';
import { heard, runwayApp } from '../src/server/webhooks/github/app.ts';

const root = resolve(import.meta.dirname, '..');

const manifest = parse(readFileSync(resolve(root, 'app.yml'), 'utf8')) as {
  readonly hook_attributes: Readonly<Record<string, unknown>>;
  readonly default_permissions: Readonly<Record<string, 'read' | 'write'>>;
  readonly default_events: readonly string[];
};

interface Operation {
  readonly operationId: string;
  readonly 'x-github': { readonly subcategory: string; readonly enabledForGitHubApps: boolean };
}

interface Webhook {
  readonly summary: string;
  readonly 'x-github': { readonly subcategory: string };
}

const described = createRequire(import.meta.url)(
  '@octokit/openapi/generated/api.github.com.json',
) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
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

test('the App of the sandbox is this one', () => {
  expect(appPermissions).toEqual(manifest.default_permissions);
  expect(appEvents.toSorted()).toEqual(manifest.default_events.toSorted());
});

test('webhooks go to where the bot hears them', () => {
  expect(manifest.hook_attributes['url']).toMatch(/^https:\/\/[^/]+\/webhooks\/github$/);
});

/** The endpoints that the adapter calls, by the methods of Octokit: `pulls/list-reviews`. */
function called(): readonly string[] {
  const folder = join(root, 'src/adapters/github');
  const text = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  const kebab = (name: string): string =>
    name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const methods = [...text.matchAll(/\brest\.(\w+)\.(\w+)/g)].map(
    ([, group = '', method = '']) => `${kebab(group)}/${kebab(method)}`,
  );
  return [...new Set(methods)].toSorted();
}

/**
 * What each part of the API wants, as GitHub's documentation says; comments and reactions on a pull request want that for
 * pull requests. `null`: asked as the App itself, or of everybody.
 * https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
 */
const WANTED: Readonly<Record<string, string | null>> = {
  'apps/get-authenticated': null,
  'apps/get-repo-installation': null,
  'apps/list-webhook-deliveries': null,
  'users/get-by-username': null,
  'repos/get-collaborator-permission-level': 'metadata',
  'repos/get': 'metadata',
  git: 'contents',
  repos: 'contents',
  deployments: 'deployments',
  statuses: 'deployments',
  checks: 'checks',
  pulls: 'pull_requests',
  issues: 'pull_requests',
  reactions: 'pull_requests',
};

test('the App may do what the adapter asks for, and nothing else', () => {
  const operations = Object.values(described.paths).flatMap((methods) => Object.entries(methods));
  const asked = called().map((name) => {
    const [method = '', operation] =
      operations.find(([, { operationId }]) => operationId === name) ?? [];
    const [group = ''] = name.split('/');
    const subcategory = operation?.['x-github'].subcategory ?? '';
    const part = [name, group === 'repos' ? subcategory : group, group].find(
      (one) => WANTED[one] !== undefined,
    );
    return { name, operation, permission: WANTED[part ?? ''], writes: method !== 'get' };
  });

  expect(asked.length).toBeGreaterThan(20);
  const unknown = asked.filter(({ permission }) => permission === undefined);
  expect(unknown.map(({ name }) => name)).toEqual([]);
  // What is asked as the App itself needs no installation.
  const closed = asked
    .filter(({ name }) => !name.startsWith('apps/'))
    .filter(({ operation }) => operation?.['x-github'].enabledForGitHubApps !== true);
  expect(closed.map(({ name }) => name)).toEqual([]);
  const needed: Record<string, string> = { metadata: 'read', merge_queues: 'read' };
  for (const { permission, writes } of asked) {
    if (permission === null || permission === undefined) continue;
    if (needed[permission] !== 'write') needed[permission] = writes ? 'write' : 'read';
  }
  // Git over HTTPS pushes branches.
  needed['contents'] = 'write';
  expect(manifest.default_permissions).toEqual(needed);
});

test('the documentation says what each permission is for', () => {
  const page = readFileSync(join(root, 'docs/github.md'), 'utf8');
  const named = [...page.matchAll(/^\| ([a-z ]+): (read|write) +\|/gm)].map(
    ([, name = '', level = '']) => [name.replaceAll(' ', '_'), level],
  );
  expect(Object.fromEntries(named)).toEqual(manifest.default_permissions);
});
