import { expect, test } from '@jest/globals';
import { mark } from '../../src/engine/advance.ts';
import { observe, rehearse } from '../../src/engine/observe.ts';
import { remove } from '../../src/engine/remove.ts';
import { Failure } from '../../src/ports/failure.ts';
import type { Provider } from '../../src/ports/provider.ts';
import type { Observed } from '../../src/resources/resource.ts';
import { desired } from '../support/planned-resources.ts';
import { createEngine, type Engine, never, scope, wanted } from './world.ts';

/** Another provider, for images. */
function images(changes: Partial<Provider<'Image'>> = {}): Provider {
  const provider: Provider<'Image'> = {
    kinds: ['Image'],
    observe: async () => [],
    rehearse: async () => [],
    apply: async () => undefined,
    remove: async () => undefined,
    ...changes,
  };
  return provider;
}

const away = () =>
  Promise.reject(
    new Failure({
      code: 'RUNWAY_REGISTRY_UNREACHABLE',
      message: 'The registry does not answer.',
      hint: '',
      retry: 'later',
    }),
  );

test('sees what every provider sees', async () => {
  const engine = createEngine();
  await engine.arrive(wanted({}, ['us-east1']));
  const seen = await observe([images(), ...engine.providers], { scope, wanted: [] }, never);
  expect(seen.map(({ kind }) => kind).sort()).toEqual(['Endpoint', 'Service', 'Traffic']);
});

test('sees nothing at all when one provider cannot look', async () => {
  const engine = createEngine();
  await engine.arrive(wanted({}, ['us-east1']));
  const look = observe(
    [...engine.providers, images({ observe: away })],
    { scope, wanted: [] },
    never,
  );
  await expect(look).rejects.toThrow('does not answer');
});

test('asks each provider about its own kinds only', async () => {
  const asked: string[] = [];
  const provider = images({
    observe: async (_scope, resources) => {
      asked.push(...resources.map(({ kind }) => kind));
      return [];
    },
  });
  await observe([provider], { scope, wanted: desired() }, never);
  expect(asked).toEqual(['Image']);
});

test('gathers what all the other sides would refuse', async () => {
  const engine = createEngine();
  engine.world.refuse(['64Gi is too much memory']);
  const providers = [images({ rehearse: async () => ['no such image'] }), ...engine.providers];
  const words = await rehearse(providers, { scope, wanted: desired() }, never);
  expect(words).toEqual(['no such image', '64Gi is too much memory']);
});

test('marks what is ours, and nothing that somebody else made', async () => {
  const engine = createEngine();
  await engine.arrive(wanted({}, ['us-east1']));
  engine.world.foreign({
    project: scope.runtime.project,
    region: 'europe-west1',
    workload: 'checkout',
  });
  engine.writes();
  const observed = await engine.look();
  const hold = { intent: null, reason: 'incident' };
  await mark(engine.providers, { scope, observed, marks: { hold } }, never);
  expect(engine.writes()).toEqual(['update us-east1:']);
  const services = (await engine.look()).filter((one) => one.kind === 'Service' && one.owned);
  expect(services).toMatchObject([{ facts: { marks: { hold, intent: 'wanted' } } }]);
});

test('removes the target of one region and leaves the other', async () => {
  const engine = createEngine();
  await engine.arrive(wanted());
  const observed = await serviceIn(engine, 'us-east1');
  await remove(engine.providers, { scope, observed }, never);
  expect(new Set((await engine.look()).map(({ region }) => region))).toEqual(
    new Set(['europe-west1']),
  );
});

test('removing what is not there is done already', async () => {
  const engine = createEngine();
  await engine.arrive(wanted({}, ['us-east1']));
  const observed = await serviceIn(engine, 'us-east1');
  await remove(engine.providers, { scope, observed }, never);
  await remove(engine.providers, { scope, observed }, never);
  expect(await engine.look()).toEqual([]);
});

test('removes nothing that somebody else made', async () => {
  const engine = createEngine();
  const at = { project: scope.runtime.project, region: 'us-east1', workload: 'checkout' };
  engine.world.foreign(at);
  const observed = await serviceIn(engine, 'us-east1');
  const removal = remove(engine.providers, { scope, observed }, never);
  await expect(removal).rejects.toThrow("is not Runway's");
  expect(await engine.look()).not.toEqual([]);
});

async function serviceIn(engine: Engine, region: string): Promise<Observed> {
  const seen = await engine.look();
  const found = seen.find((thing) => thing.kind === 'Service' && thing.region === region);
  if (found === undefined) throw new Error(`there is no service in ${region}`);
  return found;
}
