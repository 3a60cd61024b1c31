// What may be asked of the control address, and what is said when it may not.

import { expect, test } from '@jest/globals';
import type { Part } from '../../../src/sandbox/faults/part.ts';
import { readWish } from '../../../src/sandbox/faults/read-wish.ts';

const web: Part = {
  service: 'gitlab',
  about: '',
  protocol: 'http',
  effects: ['status', 'drop', 'loseAnswer'],
  where: ['project', 'path'],
  methods: [{ name: 'GET /projects/:id' }],
};
const run: Part = {
  ...web,
  service: 'cloud-run',
  protocol: 'grpc',
  methods: [{ name: 'UpdateService' }],
};

const asked = { service: 'gitlab', method: 'GET', fault: { drop: true } };

function read(more: object): ReturnType<typeof readWish> {
  return readWish({ ...asked, ...more }, [web, run]);
}

test('what is left out is filled in', () => {
  expect(read({})).toEqual({ wish: { ...asked, times: null, share: null, where: {} } });
});

test.each([
  ['UNAVAILABLE', 'UNAVAILABLE'],
  ['unavailable', 'UNAVAILABLE'],
  [14, 'UNAVAILABLE'],
  ['14', 'UNAVAILABLE'],
  [503, 'UNAVAILABLE'],
  [429, 'RESOURCE_EXHAUSTED'],
  [500, 'INTERNAL'],
  [504, 'DEADLINE_EXCEEDED'],
])('for gRPC the status %p is %s', (status, name) => {
  const found = read({ service: 'cloud-run', method: '*', fault: { status } });
  expect(found).toMatchObject({ wish: { fault: { status: name } } });
});

test('for HTTP a status is a number', () => {
  expect(read({ fault: { status: '503' } })).toMatchObject({ wish: { fault: { status: 503 } } });
});

test.each([
  [{ service: 'gitlba' }, '`service` is "gitlba": did you mean `gitlab`?'],
  [{ service: 'kafka' }, '`service` is "kafka": write one of `gitlab` or `cloud-run`'],
  [{ service: undefined }, '`service` is missing: write one of `gitlab` or `cloud-run`'],
  [
    { method: 'GET /project/:id' },
    '`gitlab` has no method "GET /project/:id": did you mean `GET /projects/:id`?',
  ],
  [
    { service: 'cloud-run', method: 'UpdteService' },
    '`cloud-run` has no method "UpdteService": did you mean `UpdateService`?',
  ],
  [{ method: 3 }, '`method` is 3: write `*`, or one that GET / lists'],
  [
    { fault: { explode: true } },
    '`fault` says nothing that goes wrong: write `status`, `drop`, `loseAnswer` or `delayMs`',
  ],
  [{ fault: { lostAnswer: true } }, '`fault.lostAnswer` is not known: did you mean `loseAnswer`?'],
  [
    { fault: { double: true } },
    '`gitlab` cannot `double`: write `status`, `drop`, `loseAnswer` or `delayMs`',
  ],
  [
    { fault: { drop: true, status: 503 } },
    '`fault` has `status` and `drop`: choose one; only `delayMs` goes with others',
  ],
  [{ fault: { drop: false } }, '`fault.drop` is false: write true, or leave it out'],
  [{ fault: { status: 200 } }, '`fault.status` is 200: write an HTTP status from 300 to 599'],
  [
    { service: 'cloud-run', method: '*', fault: { status: 'OK' } },
    '`fault.status` is "OK": write the name or number of a gRPC status, such as `UNAVAILABLE`',
  ],
  [{ fault: { delayMs: -1 } }, '`fault.delayMs` is -1: write milliseconds, at most 3600000'],
  [{ fault: { drop: true, retryAfterMs: 5 } }, '`fault.retryAfterMs` goes with a `status` only'],
  [{ times: 0 }, '`times` is 0: write a whole number above 0, or leave it out'],
  [{ times: 1.5 }, '`times` is 1.5: write a whole number above 0, or leave it out'],
  [{ share: 0 }, '`share` is 0: write a number above 0 and up to 1'],
  [{ share: 1.1 }, '`share` is 1.1: write a number above 0 and up to 1'],
  [{ where: { region: 'x' } }, '`where.region` is not known: there are `project` and `path`'],
  [{ where: { path: '' } }, '`where.path` is "": write some text'],
  [{ tims: 3 }, '`tims` is not known: did you mean `times`?'],
])('%j is refused, with what to write', (more, said) => {
  expect(read(more)).toEqual({ problems: expect.arrayContaining([said]) });
});

test('everything that is wrong is said at once', () => {
  const found = read({ service: 'x', method: '', fault: 1, times: -1, share: 9 });
  expect(found).toMatchObject({ problems: expect.arrayContaining([expect.any(String)]) });
  expect('problems' in found ? found.problems : []).toHaveLength(5);
});

test.each([null, 'drop', [], 3])('a body that is %p is refused', (body) => {
  expect(readWish(body, [web])).toEqual({
    problems: ['The body is not an object: send {"service", "method", "fault"} as JSON.'],
  });
});
