// What every runtime promises.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Scope } from '../../src/resources/scope.ts';
import { templateHash } from '../../src/resources/revision.ts';
import { endpoint, service, traffic } from '../support/resources.ts';
import { until } from '../support/until.ts';
import type { Runtime, Subject } from './runtime-steps.ts';
import { contractTemplate, firstRevision, revisionOf, subjectOf } from './runtime-steps.ts';

/** What a person may change with a console, on a service that Runway has deployed. */
export const handEdits = {
  'the least number of instances': 'Service',
  'the greatest number of instances': 'Service',
  'a label more': 'Service',
  'a label less': 'Service',
  'a setting that Runway never sets': 'Service',
  'an annotation': 'Service',
  'who may come in': 'Endpoint',
  'who may call': 'Endpoint',
  'a variable, in a revision that then serves': 'Service',
  'half of the traffic': 'Traffic',
} as const;

export type HandEdit = keyof typeof handEdits;

export interface RuntimeWorld {
  readonly runtime: Runtime;
  readonly scope: Omit<Scope, 'workload'>;
  readonly images: { readonly first: string; readonly second: string; readonly broken: string };
  /** Called before the broken image is deployed. */
  aboutToBreak(): void;
  edit(workload: string, edit: HandEdit): Promise<void>;
  /** Puts a tag on a revision. */
  tag(workload: string, revision: string, tag: string): Promise<void>;
  /** A service that does not carry our labels. */
  foreign(workload: string): Promise<void>;
  /** A service that was made ahead for the workload, and serves nothing but a placeholder. */
  madeAhead(workload: string): Promise<void>;
  stop(): Promise<void>;
}

export function runtimeContract(name: string, make: () => Promise<RuntimeWorld>): void {
  describe(`${name} as a runtime`, () => {
    const { signal } = new AbortController();
    let world: RuntimeWorld;
    let count = 0;
    const subject = (): Subject => {
      count += 1;
      return subjectOf(world.runtime, world.scope, `app-${count}`);
    };
    beforeAll(async () => {
      world = await make();
    }, 60_000);
    afterAll(() => world.stop());

    test('nothing there is an empty list', async () => {
      expect(await subject().look()).toBeNull();
    });

    test('a new service starts closed, serves its named revision, and is opened by its own step', async () => {
      const { at, settled, write } = subject();
      const wanted = service({ template: contractTemplate(world.images.first) }, at);
      await write(null, [{ step: wanted, revision: firstRevision(wanted) }]);
      const created = await settled();
      expect(created.endpoint.spec).toEqual({ ingress: 'internal', invokerCheck: true });
      expect(created.traffic.facts.routes).toEqual([
        { revision: firstRevision(wanted), percent: 100, tag: null },
      ]);
      await write(created, [{ step: endpoint({}, at) }]);
      const opened = await settled();
      expect(opened.endpoint.spec).toEqual({ ingress: 'all', invokerCheck: false });
      expect(opened.endpoint.facts.host).not.toBeNull();
    });

    test('after a clean apply what is seen is what was asked for', async () => {
      const { at, deployed } = subject();
      const template = contractTemplate(world.images.first);
      const seen = await deployed(world.images.first);
      expect(seen.service.spec).toEqual(service({ template }, at).spec);
      expect(seen.traffic.spec).toEqual(traffic(template, at).spec);
      expect(seen.endpoint.spec).toEqual(endpoint({}, at).spec);
      expect([seen.service, seen.traffic, seen.endpoint].map(({ owned }) => owned)).toEqual([
        true,
        true,
        true,
      ]);
      expect(seen.traffic.facts.settled).toBe(true);
      expect(seen.service.facts.revisions).toMatchObject([
        { template: templateHash(template), version: '1.4.2', state: 'ready', message: '' },
      ]);
    });

    test('a new revision gets no requests before it is given them', async () => {
      const { at, deployed, settled, write } = subject();
      const before = await deployed(world.images.first);
      const wanted = service({ template: contractTemplate(world.images.second) }, at);
      await write(before, [{ step: wanted, revision: firstRevision(wanted) }]);
      const ready = await settled();
      expect(ready.service.spec.template.image).toBe(world.images.first);
      expect(ready.traffic.spec).toEqual(before.traffic.spec);
      expect(ready.service.facts.revisions.map(({ state }) => state)).toEqual(['ready', 'ready']);
      const shift = traffic(wanted.spec.template, at);
      await write(ready, [{ step: shift, revision: firstRevision(wanted) }]);
      const shifted = await settled();
      expect(shifted.traffic.spec).toEqual(shift.spec);
      expect(shifted.service.spec).toEqual(wanted.spec);
    });

    test('a revision that does not start never serves, says why, and burns its name', async () => {
      const { at, deployed, look, write } = subject();
      const before = await deployed(world.images.first);
      const wanted = service({ template: contractTemplate(world.images.broken) }, at);
      world.aboutToBreak();
      await write(before, [{ step: wanted, revision: firstRevision(wanted) }]);
      const failed = await until(look, (sight) => sight?.service.health.status === 'degraded');
      const candidate = failed?.service.facts.revisions.find(
        ({ name: called }) => called === firstRevision(wanted),
      );
      expect(candidate?.state).toBe('failed');
      expect(candidate?.message).not.toBe('');
      expect(failed?.traffic.spec).toEqual(before.traffic.spec);
      expect(failed?.service.spec).toEqual(before.service.spec);
      await expect(
        write(failed, [
          {
            step: service({ template: contractTemplate(world.images.broken, { port: 8081 }) }, at),
            revision: firstRevision(wanted),
          },
        ]),
      ).rejects.toMatchObject({ code: 'RUNWAY_RUNTIME_CONFLICT', retry: 'later' });
      world.aboutToBreak();
      await write(failed, [{ step: wanted, revision: revisionOf(wanted, 2) }]);
      const again = await until(
        look,
        (sight) =>
          sight?.service.facts.revisions.filter(({ state }) => state === 'failed').length === 2,
      );
      expect(again?.traffic.spec).toEqual(before.traffic.spec);
    });

    test('a first revision that fails leaves a service without traffic, which a good one then serves', async () => {
      const { at, look, settled, write } = subject();
      const bad = service({ template: contractTemplate(world.images.broken) }, at);
      world.aboutToBreak();
      await write(null, [{ step: bad, revision: firstRevision(bad) }]);
      const failed = await until(look, (sight) => sight?.service.health.status === 'degraded');
      expect(failed?.traffic.spec.shares).toEqual([]);
      const good = service({ template: contractTemplate(world.images.first) }, at);
      await write(failed, [{ step: good, revision: firstRevision(good) }]);
      expect((await settled()).traffic.spec).toEqual(traffic(good.spec.template, at).spec);
    });

    test('a change around the template acts at once and makes no revision', async () => {
      const { at, deployed, settled, write } = subject();
      const before = await deployed(world.images.first);
      const wanted = service(
        {
          template: before.service.spec.template,
          scaling: { minInstances: 1, maxInstances: 7 },
          labels: { department: 'other', tier: 'one' },
        },
        at,
      );
      await write(before, [{ step: wanted, revision: firstRevision(wanted) }]);
      const after = await settled();
      expect(after.service.spec).toEqual(wanted.spec);
      expect(after.service.facts.revisions.map((one) => one.name)).toEqual([firstRevision(wanted)]);
    });

    test('a revision that is there and ready is served again without being made again', async () => {
      const { at, deployed, settled, write } = subject();
      const first = await deployed(world.images.first);
      const old = service({ template: first.service.spec.template }, at);
      const wanted = service({ template: contractTemplate(world.images.second) }, at);
      const revision = firstRevision(wanted);
      await write(first, [{ step: wanted, revision }]);
      await write(await settled(), [{ step: traffic(wanted.spec.template, at), revision }]);
      const second = await settled();
      const back = [
        { step: old, revision: firstRevision(old) },
        { step: traffic(old.spec.template, at), revision: firstRevision(old) },
      ];
      await write(second, back);
      const after = await settled();
      expect(after.service.spec).toEqual(old.spec);
      expect(after.service.facts.revisions).toHaveLength(2);
    });

    test('a write on what was seen before somebody else wrote is refused', async () => {
      const { at, deployed, write } = subject();
      const before = await deployed(world.images.first);
      await world.edit(at.workload, 'the least number of instances');
      await expect(
        write(before, [{ step: endpoint({}, at) }], { intent: 'x' }),
      ).rejects.toMatchObject({
        code: 'RUNWAY_RUNTIME_CONFLICT',
        retry: 'later',
      });
    });

    test('making what is there already is a conflict', async () => {
      const { at, deployed, write } = subject();
      const before = await deployed(world.images.first);
      const wanted = service({ template: before.service.spec.template }, at);
      await expect(
        write(null, [{ step: wanted, revision: firstRevision(wanted) }]),
      ).rejects.toMatchObject({ code: 'RUNWAY_RUNTIME_CONFLICT' });
    });

    test('what is not ours is seen and never touched', async () => {
      const { at, look, scope, settled, write } = subject();
      await world.foreign(at.workload);
      const seen = await settled();
      expect(seen.service.owned).toBe(false);
      const refused = { code: 'RUNWAY_RUNTIME_REFUSED', retry: 'never' };
      await expect(write(seen, [{ step: endpoint({}, at) }])).rejects.toMatchObject(refused);
      const removal = world.runtime.remove(scope, seen.service, signal);
      await expect(removal).rejects.toMatchObject(refused);
      expect((await look())?.endpoint.spec).toEqual(seen.endpoint.spec);
    });

    test('the environment as a whole shows ours, and foreign things only under a wanted name', async () => {
      const ours = subject();
      const foreign = subject();
      await ours.deployed(world.images.first);
      await world.foreign(foreign.at.workload);
      const scope = { ...world.scope, workload: null };
      const targets = async (wanted: Parameters<Runtime['observe']>[1]) =>
        (await world.runtime.observe(scope, wanted, signal)).map(({ target }) => target);
      const target = (one: Subject) => `${one.at.environment}/${one.at.workload}`;
      expect(await targets([])).toContain(target(ours));
      expect(await targets([])).not.toContain(target(foreign));
      // What others make may be seen a moment later, since all who look share one look.
      await until(
        () => targets([service({}, foreign.at)]),
        (found) => found.some((one) => one === target(foreign)),
      );
      const close = (await ours.look())?.service.spec;
      const far = await world.runtime.observe(scope, [], signal);
      expect(
        far.find((one) => one.kind === 'Service' && one.target === target(ours))?.spec,
      ).toEqual(close);
    });

    test('marks come back as they were set, one by one, and make no revision', async () => {
      const { deployed, settled, write } = subject();
      const marks = {
        intent: 'a1b2',
        commit: 'c'.repeat(40),
        mergeRequest: 7,
        hold: { intent: 'a1b2', reason: 'it "broke" on Friday' },
        parkedAt: '2026-11-24T12:00:00.000Z',
      };
      const before = await deployed(world.images.first);
      await write(before, [], marks);
      const marked = await settled();
      expect(marked.service.facts.marks).toEqual(marks);
      await write(marked, [], { hold: null, parkedAt: null, mergeRequest: 8 });
      const after = await settled();
      const left = { ...marks, hold: null, parkedAt: null, mergeRequest: 8 };
      expect(after.service.facts.marks).toEqual(left);
      expect(after.service.spec).toEqual(before.service.spec);
      expect(after.service.facts.revisions).toHaveLength(1);
    });

    test('tags of other people stay when traffic moves', async () => {
      const { at, deployed, settled, write } = subject();
      const before = await deployed(world.images.first);
      const old = before.traffic.facts.routes[0]?.revision ?? '';
      await world.tag(at.workload, old, 'preview');
      const tagged = await settled();
      const wanted = service({ template: contractTemplate(world.images.second) }, at);
      const revision = firstRevision(wanted);
      await write(tagged, [{ step: wanted, revision }]);
      await write(await settled(), [{ step: traffic(wanted.spec.template, at), revision }]);
      const { routes } = (await settled()).traffic.facts;
      expect(routes).toContainEqual({ revision: old, percent: 0, tag: 'preview' });
      expect(routes).toContainEqual({ revision, percent: 100, tag: null });
    });

    test('a parked service is closed, keeps no instances, and knows since when', async () => {
      const { at, deployed, settled, write } = subject();
      const before = await deployed(world.images.first);
      const busy = { minInstances: 2, maxInstances: 9 };
      const wanted = service({ template: before.service.spec.template, scaling: busy }, at);
      await write(before, [{ step: wanted, revision: firstRevision(wanted) }]);
      await write(await settled(), [{ step: endpoint({}, at), action: 'park' }]);
      const parked = await settled();
      expect(parked.endpoint.spec).toEqual({ ingress: 'internal', invokerCheck: true });
      expect(parked.service.spec.scaling).toEqual({ minInstances: 0, maxInstances: 9 });
      expect(Date.parse(parked.service.facts.marks.parkedAt ?? '')).not.toBeNaN();
      expect(parked.traffic.spec).toEqual(before.traffic.spec);
    });

    test('a service that was made ahead is not there, and is never removed', async () => {
      const { at, look, scope } = subject();
      const other = await subject().deployed(world.images.first);
      await world.madeAhead(at.workload);
      expect(await look()).toBeNull();
      const everything = await world.runtime.observe({ ...scope, workload: null }, [], signal);
      expect(everything.filter(({ target }) => target === `dev/${at.workload}`)).toEqual([]);
      await world.runtime.remove(scope, { ...other.service, target: `dev/${at.workload}` }, signal);
      const wanted = service({ template: contractTemplate(world.images.first) }, at);
      await expect(world.runtime.rehearse(scope, [wanted], signal)).resolves.toEqual([]);
    });

    test('in a service that was made ahead even the first revision gets no requests before it is given them', async () => {
      const { at, settled, write } = subject();
      await world.madeAhead(at.workload);
      const wanted = service({ template: contractTemplate(world.images.first) }, at);
      const revision = firstRevision(wanted);
      await write(null, [{ step: wanted, revision }], { intent: 'a1b2' });
      const made = await settled();
      expect(made.service.owned).toBe(true);
      expect(made.service.facts.marks.intent).toBe('a1b2');
      expect(made.service.facts.revisions.map(({ name: called }) => called)).toContain(revision);
      expect(made.traffic.facts.routes.filter((route) => route.revision === revision)).toEqual([]);
      expect(made.endpoint.spec).toEqual({ ingress: 'internal', invokerCheck: true });
      await write(made, [{ step: traffic(wanted.spec.template, at), revision }]);
      const shifted = await settled();
      expect(shifted.traffic.facts.routes).toEqual([{ revision, percent: 100, tag: null }]);
      expect(shifted.service.spec).toEqual(wanted.spec);
    });

    test('what is removed is gone, and removing it again is no matter', async () => {
      const { deployed, look, scope } = subject();
      const seen = await deployed(world.images.first);
      await world.runtime.remove(scope, seen.service, signal);
      expect(await until(look, (sight) => sight === null)).toBeNull();
      await world.runtime.remove(scope, seen.service, signal);
    });

    test.each(Object.entries(handEdits) as [HandEdit, 'Service' | 'Traffic' | 'Endpoint'][])(
      '%s, changed by hand, is seen on the %s and can be set back',
      async (edit, kind) => {
        const { at, deployed, look, settled, write } = subject();
        const before = await deployed(world.images.first);
        await world.edit(at.workload, edit);
        const part = { Service: 'service', Traffic: 'traffic', Endpoint: 'endpoint' } as const;
        const edited = await settled();
        expect(edited[part[kind]].spec).not.toEqual(before[part[kind]].spec);
        const old = service(before.service.spec, at);
        const revision = firstRevision(old);
        await write(edited, [
          { step: old, revision },
          { step: traffic(old.spec.template, at), revision },
          { step: endpoint({}, at) },
        ]);
        const specs = (sight: typeof before) =>
          [sight.service, sight.traffic, sight.endpoint].map(({ spec }) => spec);
        const healed = await until(
          look,
          (sight) =>
            sight !== null &&
            sight.traffic.facts.settled &&
            sight.service.health.status === 'healthy',
        );
        expect(healed === null ? null : specs(healed)).toEqual(specs(before));
      },
    );

    test('nobody waits for a call that was given up', async () => {
      const { scope } = subject();
      const gone = AbortSignal.abort(new Error('given up'));
      await expect(world.runtime.observe(scope, [], gone)).rejects.toThrow('given up');
    });
  });
}
