// An App made from a manifest, as `runway register` and a browser do it.

import { createSign, createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createCalls } from '../../../src/adapters/calls/calls.ts';
import { createPatientFetch } from '../../../src/adapters/forge/patient-fetch.ts';
import { claimApp, type NewApp } from '../../../src/adapters/github/registration.ts';
import { systemClock } from '../../../src/cli/clock.ts';
import { openRegistration, type Registration } from '../../../src/cli/register/registration.ts';
import { readGitHubDocument } from '../../support/github-document.ts';
import { signedIn, type Browser } from '../forge/browser.ts';
import { silent, startAcmeGitHub, type AcmeGitHub, type Answer } from './acme-github.ts';

let acme: AcmeGitHub;
/** How far the sandbox's clock goes ahead, in milliseconds. */
let ahead = 0;

beforeAll(async () => {
  acme = await startAcmeGitHub({ now: () => new Date(Date.now() + ahead) });
});
afterAll(() => acme.stop());

const fetchPatiently = createPatientFetch({
  log: silent,
  calls: createCalls({ clock: systemClock }),
});

function registering(name: string, organization: string | null = 'acme'): Promise<Registration> {
  const { api, url: site } = acme.github;
  return openRegistration({
    wanted: { site, organization, name, bot: 'http://127.0.0.1:8080' },
    port: 0,
    claim: (code) => claimApp(code, { api, fetch: fetchPatiently }),
    keep: async () => undefined,
  });
}

const unescaped = (text: string): string => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** From the page of the command to GitHub's, and what its form holds. */
async function arrive(registration: Registration, person: Browser) {
  const page = await (await fetch(registration.url)).text();
  const action = new URL(unescaped(/action="([^"]+)"/.exec(page)?.[1] ?? ''));
  const manifest = unescaped(/name="manifest" value="([^"]+)"/.exec(page)?.[1] ?? '');
  const asked = await person.send(`${action.pathname}${action.search}`, { manifest });
  const form = {
    manifest,
    state: action.searchParams.get('state') ?? '',
    form_key: /name="form_key" value="([^"]+)"/.exec(await asked.clone().text())?.[1] ?? '',
  };
  return { asked, action: action.pathname.replace(/\/new$/, ''), form };
}

/** Presses the button; answers where the browser is sent. */
async function press(
  person: Browser,
  { action, form }: Awaited<ReturnType<typeof arrive>>,
  name: string,
): Promise<string> {
  const made = await person.send(action, { ...form, name });
  return made.headers.get('location') ?? `${made.status} ${await made.text()}`;
}

async function registered(name: string): Promise<NewApp> {
  const registration = await registering(name);
  const olga = await signedIn(acme.github.url, 'olga');
  const back = await press(olga, await arrive(registration, olga), name);
  const answer = await fetch(back);
  expect([answer.status, await answer.text()]).toEqual([
    200,
    expect.stringContaining('The App is registered'),
  ]);
  const app = await registration.made;
  await registration.close();
  return app;
}

function asApp(app: NewApp, method: string, path: string): Promise<Answer> {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iat: now - 30, exp: now + 300, iss: app.id };
  const text = `${part({ alg: 'RS256' })}.${part(claims)}`;
  const signature = createSign('sha256').update(text).sign(app.privateKey, 'base64url');
  return acme.ask(`${text}.${signature}`, method, path);
}

test('the command ends with an App that answers for itself', async () => {
  const app = await registered('Runway of Acme');
  expect(app.slug).toBe('runway-of-acme');
  expect(createPublicKey(app.privateKey).asymmetricKeyType).toBe('rsa');
  const { status, body } = await asApp(app, 'GET', '/app');
  expect([status, body.id, body.permissions.checks, body.owner.login]).toEqual([
    200,
    app.id,
    'write',
    'acme',
  ]);
  expect((await asApp(app, 'GET', '/app/hook/config')).body.url).toBe(
    'http://127.0.0.1:8080/webhooks/github',
  );
  expect((await acme.ask(acme.jwt(), 'GET', '/app')).body.slug).toBe('runway');
});

test('such an App is installed nowhere, and its page says so', async () => {
  const app = await registered('runway-alone');
  expect((await asApp(app, 'GET', '/app/installations')).body).toEqual([]);
  expect((await asApp(app, 'GET', '/repos/acme/platform/installation')).status).toBe(404);
  const page = await (await fetch(`${app.page}/installations/new`)).text();
  expect(page).toContain('It cannot be installed');
});

test('its secrets are handed out once, in the published shape, and not after an hour', async () => {
  const olga = await signedIn(acme.github.url, 'olga');
  const codes: string[] = [];
  for (const name of ['runway-once', 'runway-late']) {
    const registration = await registering(name);
    const back = await press(olga, await arrive(registration, olga), name);
    codes.push(new URL(back).searchParams.get('code') ?? '');
    await registration.close();
  }
  const [once = '', late = ''] = codes;
  const claim = (code: string): Promise<Answer> =>
    acme.ask(null, 'POST', `/app-manifests/${code}/conversions`);
  const { status, body } = await claim(once);
  const path = `/app-manifests/${once}/conversions`;
  const exchange = { method: 'POST', path, status, responseBody: body as unknown };
  expect(readGitHubDocument().check(exchange)).toEqual([]);
  expect(status).toBe(201);
  expect((await claim(once)).status).toBe(404);
  ahead = 61 * 60_000;
  expect((await claim(late)).status).toBe(404);
  ahead = 0;
});

test('nothing is made for nobody, for who may not, under a name that is taken or too long', async () => {
  const registration = await registering('runway-no');
  const mallory = await signedIn(acme.github.url, 'mallory');
  expect((await arrive(registration, mallory)).asked.status).toBe(403);
  const olga = await signedIn(acme.github.url, 'olga');
  const arrived = await arrive(registration, olga);
  expect(await press(olga, arrived, 'Runway')).toMatch(/^422 [^]*Name is already taken/);
  expect(await press(olga, arrived, 'r'.repeat(35))).toMatch(/^422 [^]*Name is too long/);
  const stranger = { ...arrived, form: { ...arrived.form, form_key: 'guessed' } };
  expect(await press(olga, stranger, 'runway-no')).toMatch(/^403 /);
  const path = new URL(`${arrived.action}/new`, acme.github.url);
  const { manifest } = arrived.form;
  const nobody = await fetch(path, { method: 'POST', body: new URLSearchParams({ manifest }) });
  expect(await nobody.text()).toContain('Choose who you are');
  await registration.close();
});

test('a person may own an App as well', async () => {
  const registration = await registering('bobs-runway', null);
  const bob = await signedIn(acme.github.url, 'bob');
  await fetch(await press(bob, await arrive(registration, bob), 'bobs-runway'));
  const { body } = await asApp(await registration.made, 'GET', '/app');
  expect([body.owner.login, body.owner.type]).toEqual(['bob', 'User']);
  await registration.close();
});
