// What somebody means who names a method.

import { expect, test } from '@jest/globals';
import { meant, routed, sameSpelling } from '../../../src/sandbox/faults/pattern.ts';

const methods = [
  'GET /projects/:id',
  'GET /projects/:id/merge_requests',
  'GET /projects/:id/merge_requests/:iid',
  'GET /projects/:id/merge_requests/new',
  'POST /projects/:id/merge_requests',
  'POST /projects/:id/merge_requests/:iid/notes',
  'GET /v2/:repository/manifests/:reference',
  'GET /:group/:name/-/blob/*',
].map((name) => ({ name }));
const git = [
  { name: 'fetch', also: ['POST /:group/:name/git-upload-pack'] },
  { name: 'fetch info/refs' },
  { name: 'push', also: ['POST /:group/:name/git-receive-pack'] },
];

const names = (written: string): readonly string[] => [...meant(written, methods).names];

test.each([
  ['*', 8],
  ['GET', 6],
  ['post', 2],
  ['* /projects/:id/merge_requests', 2],
  ['/projects/:id/merge_requests', 2],
  ['*merge_requests*', 5],
  ['POST *notes', 1],
  ['POST *notez', 0],
  ['DELETE', 0],
  ['', 0],
])('%s means %i of the methods', (written, count) => {
  expect(names(written)).toHaveLength(count);
});

test.each([
  'POST /projects/:id/merge_requests/:iid/notes',
  'post /projects/:project/merge_requests/:merge_request/notes',
  'POST /api/v4/projects/:id/merge_requests/:iid/notes',
  '  POST   /projects/:id/merge_requests/:iid/notes ',
])('%s is the listed method, and no other', (written) => {
  expect(names(written)).toEqual(['POST /projects/:id/merge_requests/:iid/notes']);
});

test('the path of one thing means that thing alone', () => {
  const found = meant('GET /projects/acme%2Fplatform/merge_requests/3', methods);
  expect([...found.names]).toEqual(['GET /projects/:id/merge_requests/:iid']);
  expect(sameSpelling(found.spelled ?? '', 'GET /projects/acme%2Fplatform/merge_requests/3')).toBe(
    true,
  );
  expect(sameSpelling(found.spelled ?? '', 'GET /projects/acme%2Fplatform/merge_requests/4')).toBe(
    false,
  );
});

test('a request goes where fixed parts lead before parameters and wildcards', () => {
  expect(routed('GET /projects/1/merge_requests/new', methods)?.name).toBe(
    'GET /projects/:id/merge_requests/new',
  );
  expect(routed('GET /projects/1/merge_requests/9', methods)?.name).toBe(
    'GET /projects/:id/merge_requests/:iid',
  );
  expect(routed('GET /v2/acme/tools/checkout/manifests/1.4.2', methods)?.name).toBe(
    'GET /v2/:repository/manifests/:reference',
  );
  expect(routed('GET /acme/platform/-/blob/main/a/b.md', methods)?.name).toBe(
    'GET /:group/:name/-/blob/*',
  );
  expect(routed('PUT /projects/1', methods)).toBeNull();
});

test('a name of several words is not the verb of another', () => {
  expect([...meant('fetch', git).names]).toEqual(['fetch']);
  expect([...meant('fetch*', git).names]).toEqual(['fetch', 'fetch info/refs']);
  expect([...meant('POST *git-receive-pack', git).names]).toEqual(['push']);
});
