// A release in bad weather ends as one in good weather does, told on one sandbox that runs the real product.

import { expect, test } from '@jest/globals';
import type { Listed } from '../../support/sandbox-faults.ts';
import type { Shared } from '../one-sandbox.ts';
import { type Harm, type Method, strike, tally } from '../weathers.ts';

const LONG = 300_000;

/** What nobody may take out of the list without being noticed. */
const INDISPENSABLE = [
  'gitlab GET /projects/:id/merge_requests',
  'gitlab GET /projects/:id/merge_requests/:iid',
  'gitlab GET /projects/:id/merge_requests/:iid/notes',
  'gitlab POST /projects/:id/merge_requests',
  'gitlab POST /projects/:id/merge_requests/:iid/notes',
  'gitlab PUT /projects/:id/merge_requests/:iid/notes/:note_id',
  'gitlab POST /projects/:id/statuses/:sha',
  'git fetch',
  'git push',
  'registry-source GET /jwt/auth',
  'registry-source GET /v2/:repository/manifests/:reference',
  'registry-source GET /blob-host/:digest',
  'registry-dev PUT /v2/:repository/manifests/:reference',
  'registry-dev PUT /v2/:repository/blobs/uploads/:id',
  'cloud-run GetService',
  'cloud-run UpdateService',
];

const HARMS: readonly Harm[] = [
  { status: 503 },
  { drop: true },
  { status: 429, retryAfterMs: 100 },
  { status: 500 },
];
const GROUPS = [0, 1, 2, 3, 4, 5];

export function failures(shared: () => Shared): void {
  test('a release asks for all that it is known to need', () => {
    const names = shared().used.map(nameOf);
    expect(INDISPENSABLE.filter((name) => !names.includes(name))).toEqual([]);
  });

  test(
    'two undisturbed releases end alike',
    async () => {
      const { calm, release } = shared();
      expect(await release()).toEqual(calm);
    },
    LONG,
  );

  test.each(GROUPS)(
    'what the bot uses fails three times, by turns refused and cut off: part %i',
    async (part) => {
      const { calm, faults, release, used } = shared();
      const mine = used.filter((_, index) => index % GROUPS.length === part);
      let set: readonly Listed[] = [];
      let struck: Readonly<Record<string, number>> = {};
      const end = await release({
        async begun() {
          const harm = (index: number): Harm => HARMS[(index + part) % HARMS.length] ?? {};
          set = await strike(faults, mine, { harm, times: 3 });
        },
        async ended() {
          struck = await tally(faults, set);
        },
      });
      expect(end).toEqual(calm);
      expectCounts(struck, mine, 3);
    },
    LONG,
  );

  test(
    'every answer is lost once after its effect',
    async () => {
      const { calm, faults, release, used } = shared();
      let set: readonly Listed[] = [];
      let struck: Readonly<Record<string, number>> = {};
      const end = await release({
        async begun() {
          set = await strike(faults, used, { harm: () => ({ loseAnswer: true }), times: 1 });
        },
        async ended() {
          struck = await tally(faults, set);
        },
      });
      expect(end).toEqual(calm);
      expectCounts(struck, used, 1);
    },
    LONG,
  );
}

/** What every release needs has been struck so often, and nothing more often. */
function expectCounts(
  struck: Readonly<Record<string, number>>,
  methods: readonly Method[],
  times: number,
): void {
  const needed = methods.map(nameOf).filter((name) => INDISPENSABLE.includes(name));
  expect(struck).toMatchObject(Object.fromEntries(needed.map((name) => [name, times])));
  expect(Math.max(...Object.values(struck))).toBe(times);
}

function nameOf({ method, service }: Method): string {
  return `${service} ${method}`;
}
