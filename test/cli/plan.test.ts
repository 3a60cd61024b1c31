import { expect } from '@jest/globals';
import { Command } from 'commander';
import { addValidate } from '../../src/cli/commands/validate.ts';
import { explain } from '../../src/cli/explain/explain-target.ts';
import { EXIT } from '../../src/cli/exit.ts';
import { plan } from '../../src/cli/plan/plan-checkout.ts';
import { story } from '../support/story.ts';
import { environmentFile } from '../support/world/documents.ts';
import type { World } from '../support/world.ts';
import { type Said, saidBy } from './said.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const written = { serving: { [dev]: '1.0.0' } } as const;

/** In a person's clone, on a branch with these files. */
async function planned(world: World, files: Record<string, string | null>, json = false) {
  world.origin.git('checkout', '-q', '-B', 'change', 'main');
  world.origin.commit(files);
  const repository = world.origin.clone;
  return saidBy(() =>
    plan([], { program: 'reconciler', base: 'main', offline: true, repository, json }),
  );
}

async function validated(world: World, folder = world.origin.clone): Promise<Said> {
  const program = new Command();
  addValidate(program);
  const before = process.exitCode;
  const said = await saidBy(async () => {
    await program.parseAsync(['validate', folder, '--json'], { from: 'user' });
    return Number(process.exitCode);
  });
  process.exitCode = before;
  return said;
}

story('an offline plan ends with 0 when nothing would change', written, async (world) => {
  const { code, out } = await planned(world, { 'README.md': 'hello\n' });
  expect([code, out]).toEqual([EXIT.done, 'Nothing would change.\n']);
});

story('an offline plan ends with 2 and shows what would change', written, async (world) => {
  const { code, out } = await planned(world, { [path]: world.file(dev, '1.1.0') });
  expect(code).toBe(EXIT.changes);
  expect(out).toContain(dev);
  expect(out).toContain('1.1.0');
});

story('an offline plan for machines is JSON', written, async (world) => {
  const { code, out } = await planned(world, { [path]: world.file(dev, '1.1.0') }, true);
  expect(code).toBe(EXIT.changes);
  expect(JSON.parse(out)).toMatchObject({ targets: [{ target: dev }] });
});

story('an offline plan ends with 3 and names the line of a mistake', written, async (world) => {
  const rest = 'overrides:\n  scalability: { min_instance: 2 }\n';
  const text = world.file(dev, '1.0.0', rest);
  const { code, out } = await planned(world, { [path]: text });
  expect(code).toBe(EXIT.invalid);
  expect(out).toContain(`${path}:${text.split('\n').length - 1}`);
});

story('a plan of a branch that conflicts says where', written, async (world) => {
  world.origin.git('checkout', '-q', 'main');
  world.origin.git('checkout', '-q', '-B', 'change');
  world.origin.commit({ [path]: world.file(dev, '1.1.0') });
  world.origin.git('checkout', '-q', 'main');
  world.origin.commit({ [path]: world.file(dev, '1.2.0') });
  world.origin.git('checkout', '-q', 'change');
  const options = {
    program: 'reconciler' as const,
    base: 'main',
    offline: true,
    repository: world.origin.clone,
    json: false,
  };
  await expect(plan([], options)).rejects.toThrow(path);
});

story('a plan against what runs asks for settings', written, async (world) => {
  const options = {
    program: 'reconciler' as const,
    base: 'main',
    offline: false,
    repository: world.origin.clone,
    json: false,
  };
  await expect(plan([], options)).rejects.toThrow('needs settings');
});

story('validate ends with 0 on a repository in order', written, async (world) => {
  const { code, out } = await validated(world);
  expect([code, JSON.parse(out)]).toEqual([EXIT.done, { valid: true, problems: [] }]);
});

story('validate ends with 3 and tells every mistake at once', written, async (world) => {
  world.origin.commit({
    [path]: world.file(dev, '1.0.0').replace('digest: sha256:', 'digest: sha:'),
    'environments/dev/strange.yml': world.file(dev, '1.0.0'),
  });
  const { code, out } = await validated(world);
  expect(code).toBe(EXIT.invalid);
  const { problems } = JSON.parse(out) as { problems: { at: { path: string } }[] };
  expect(new Set(problems.map(({ at }) => at.path))).toEqual(
    new Set([path, 'environments/dev/strange.yml']),
  );
});

story(
  'validate of a folder with nothing in it is a mistake in the call',
  written,
  async (world) => {
    expect((await validated(world, world.origin.folder)).code).toBe(EXIT.usage);
  },
);

story('explain names the file and line of every value', written, async (world) => {
  const rest = 'overrides:\n  scalability: { min_instances: 2 }\n';
  world.origin.commit({ [path]: world.file(dev, '1.0.0', rest) });
  const options = { repository: world.origin.clone, json: true };
  const { code, out } = await saidBy(() => explain(dev, options));
  expect(code).toBe(EXIT.done);
  const line = world.file(dev, '1.0.0', rest).split('\n').length - 1;
  expect((JSON.parse(out) as { service: unknown[] }).service).toContainEqual({
    field: 'scalability.min_instances',
    value: 2,
    from: 'override',
    at: `${path}:${line}`,
  });
});

story(
  'explain names the versions of secrets, and where they are pinned',
  written,
  async (world) => {
    const rules = 'environments/dev/environment.yml';
    const text = world.file(dev, '1.0.0', 'secrets:\n  API_KEY: 8\n');
    world.origin.commit({ [path]: text, [rules]: environmentFile('dev', { secrets: true }) });
    const options = { repository: world.origin.clone, json: true };
    const { out } = await saidBy(() => explain(dev, options));
    const at = `${path}:${text.split('\n').length - 1}`;
    const pin = { field: 'secrets.API_KEY', value: 8, from: 'pin', at };
    expect((JSON.parse(out) as { service: unknown[] }).service).toContainEqual(pin);
  },
);

story('explain of a target with mistakes ends with 3', written, async (world) => {
  world.origin.commit({ [path]: 'nonsense: [\n' });
  const options = { repository: world.origin.clone, json: false };
  expect((await saidBy(() => explain(dev, options))).code).toBe(EXIT.invalid);
});
