import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { createLog } from '../../src/cli/log.ts';
import { inTrace } from '../../src/ports/trace.ts';
import { canaries, readable } from '../support/canaries.ts';
import type { Fields } from '../../src/ports/log.ts';

const secret = (): string => randomBytes(20).toString('hex');

/** The line as it is written, and as it reads. */
function written(message: string, fields: Fields = {}, before: Fields = {}) {
  const lines: string[] = [];
  createLog((line) => lines.push(line))
    .with(before)
    .warn(message, fields);
  const [line = ''] = lines;
  return { line, read: JSON.parse(line) as Record<string, unknown> };
}

test('writes one line of JSON for each decision, with its fields', () => {
  const { line, read } = written('pass done', { key: '7' }, { pass: 'review' });
  expect(line.endsWith('\n')).toBe(true);
  expect(line.trimEnd()).not.toContain('\n');
  expect(read).toMatchObject({ level: 'warn', message: 'pass done', pass: 'review', key: '7' });
  expect(Date.parse(String(read['at']))).not.toBeNaN();
});

test('every line says what set it off, where something did', () => {
  const lines: string[] = [];
  const log = createLog((line) => lines.push(line));
  inTrace('hook-1', () => log.with({ pass: 'review' }).info('pass done'));
  log.info('bot started');
  expect(lines.map((line) => (JSON.parse(line) as Record<string, unknown>)['trace'])).toEqual([
    'hook-1',
    undefined,
  ]);
});

test('keeps the line whole whatever a field holds', () => {
  const { line } = written('x', { title: 'two\nlines\u2028{"level":"error"}' });
  expect(line.trimEnd().split('\n')).toHaveLength(1);
});

test('takes credentials out of addresses', () => {
  const token = secret();
  for (const url of [
    `https://runway:${token}@gitlab.acme.dev/acme/platform.git`,
    `fatal: could not read from 'http://oauth2:${token}@127.0.0.1:8080/a.git/'`,
    `https://${['glpat', token].join('-')}@gitlab.acme.dev/a.git`,
    `https://gitlab.acme.dev/api/v4/user?private_token=${token}&page=2`,
    `https://gitlab.acme.dev/api/v4/user?page=2&access_token=${token}`,
  ]) {
    expect(written('fetch failed', { url }).line).not.toContain(token);
  }
});

test('leaves addresses readable that hold no credential', () => {
  const url = 'https://gitlab.acme.dev:8443/acme/platform/-/merge_requests/7?page=2';
  expect(written('looked', { url }).read['url']).toBe(url);
});

test('takes tokens out of headers, however they are passed on', () => {
  const token = secret();
  const fields = [
    { headers: { authorization: `Bearer ${token}` } },
    { headers: { Authorization: [`Bearer ${token}`] } },
    { headers: { 'PRIVATE-TOKEN': token } },
    { headers: { 'private-token': [token] } },
    { headers: [['x-gitlab-token', token]] },
    { words: `sent Authorization: Bearer ${token}, got 401` },
    { words: `sent authorization: basic ${token}, got 401` },
    { words: `PRIVATE-TOKEN: ${token}` },
  ];
  for (const field of fields) expect(written('refused', field).line).not.toContain(token);
});

test('takes secrets out of fields by their name, at any depth', () => {
  const value = secret();
  const { line } = written('connected', {
    settings: { forge: { token: value, webhookSecret: value }, registries: [{ password: value }] },
  });
  expect(line).not.toContain(value);
});

test('knows the tokens of forges and stores by how they begin', () => {
  const value = secret();
  for (const start of ['glpat-', 'gldt-', 'ghp_', 'ghs_', 'hvs.']) {
    expect(written('x', { words: `got ${start}${value} back` }).line).not.toContain(value);
  }
});

test('takes secrets out of errors, their stack and their cause', () => {
  const token = secret();
  const cause = new Error(`401 for https://runway:${token}@gitlab.acme.dev`);
  const error = new Error(`could not fetch https://runway:${token}@gitlab.acme.dev`, { cause });
  const { line, read } = written('pass failed', { error });
  expect(line).not.toContain(token);
  expect(read['error']).toMatchObject({ name: 'Error', message: expect.stringContaining('fetch') });
});

test('takes secrets out of the message too', () => {
  const token = secret();
  expect(written(`clone of https://a:${token}@b failed`).line).not.toContain(token);
});

test('writes no secret, whatever kind and wherever it stands', () => {
  const planted = canaries();
  for (const each of planted) {
    const error = new Error(each.words, { cause: new Error(each.words) });
    const fields = {
      words: each.words,
      deep: [{ words: each.words }],
      error,
      password: each.secret,
    };
    const line = written(each.words, fields).line;
    const unquoted = line.replaceAll('\\"', '"');
    expect(readable(`${line}${unquoted}`, [each])).toEqual([]);
  }
});

test('bears a field that holds itself', () => {
  const request: Record<string, unknown> = { method: 'GET' };
  request['request'] = request;
  expect(written('x', { request }).line).toContain('GET');
});
