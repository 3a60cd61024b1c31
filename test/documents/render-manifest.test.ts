import { expect, test } from '@jest/globals';
import { renderManifest } from '../../src/documents/render-manifest.ts';
import { told } from './files.ts';

function manifest(port: number, extra = ''): string {
  return `apiVersion: runway/v1\nkind: RunwayService\nspec:\n  container_port: ${port}\n${extra}`;
}

function render(files: Readonly<Record<string, string>>): ReturnType<typeof renderManifest> {
  return renderManifest({
    files: Object.entries(files).map(([path, text]) => ({ path: `.runway/${path}`, text })),
    workload: 'checkout',
    environment: 'staging',
    project: 'acme/checkout',
    commit: '3f2a9c1d'.repeat(5),
  });
}

test('the manifest of the environment stands in place of the common one', () => {
  const common = { 'runway.yml': manifest(1) };
  expect(render(common).manifest?.spec.container_port).toBe(1);
  expect(
    render({ ...common, 'runway-staging.yml': manifest(2), 'runway-production.yml': manifest(3) })
      .manifest?.spec.container_port,
  ).toBe(2);
});

test("the workload's own folder counts alone where it exists", () => {
  const { manifest: own } = render({
    'runway-staging.yml': manifest(1),
    'env-staging.yml': 'A: outer\n',
    'checkout/runway.yml': manifest(2),
    'catalog/runway.yml': manifest(3),
  });
  expect(own?.spec).toEqual({ container_port: 2 });
  expect(
    render({ 'catalog/runway.yml': manifest(3), 'runway.yml': manifest(1) }).manifest?.spec,
  ).toEqual({ container_port: 1 });
});

test("the environment's variables are added to the manifest's own", () => {
  const { manifest: rendered, diagnostics } = render({
    'runway.yml': manifest(1, '  environment: { A: one }\n'),
    'env-staging.yml': 'B: 2\nC: "1.10"\n',
    'env-production.yml': 'B: 3\n',
  });
  expect(diagnostics).toEqual([]);
  expect(rendered?.spec.environment).toEqual({ A: 'one', B: 2, C: '1.10' });
});

test('a variable in both places is an error that names both', () => {
  const { manifest: rendered, diagnostics } = render({
    'runway.yml': manifest(1, '  environment:\n    A: one\n'),
    'env-staging.yml': '# here too\nA: two\n',
  });
  expect(rendered).toBeNull();
  expect(told(diagnostics)).toEqual([
    `acme/checkout@3f2a9c1:.runway/env-staging.yml:2:1  error  The variable \`A\` is also in \`acme/checkout@3f2a9c1:.runway/runway.yml\`, line 6.
    Remove one of them: it must be plain which value holds.`,
  ]);
});

test('problems are told with project, commit and line', () => {
  const { manifest: rendered, diagnostics } = render({
    'runway.yml': manifest(1, '  memory: 512Mi\n'),
    'env-staging.yml': 'A: [1]\n',
  });
  expect(rendered).toBeNull();
  expect(told(diagnostics)).toEqual([
    `acme/checkout@3f2a9c1:.runway/runway.yml:5:3  error  \`memory\` is not a field of \`spec\`.
    It belongs in \`spec.resources.limits\`.`,
    `acme/checkout@3f2a9c1:.runway/env-staging.yml:1:1  error  \`spec.environment.A\` is a list, but must be a text or a number or \`true\` or \`false\`.
    Write a text; \`""\` for an empty one.`,
  ]);
});

test('a project without a manifest gets the smallest one shown', () => {
  const { manifest: rendered, diagnostics } = render({ 'runway.yaml': manifest(1) });
  expect(rendered).toBeNull();
  expect(told(diagnostics).join('\n')).toBe(
    `acme/checkout@3f2a9c1:.runway/runway.yml:1:1  error  acme/checkout has no manifest for staging at this commit: neither \`.runway/runway-staging.yml\` nor \`.runway/runway.yml\`.
    Files end in \`.yml\`: rename \`.runway/runway.yaml\`. The smallest manifest is:
apiVersion: runway/v1
kind: RunwayService
metadata: { name: checkout }
spec:
  container_port: 8080`,
  );
});

test('hostile files are refused as they are anywhere', () => {
  expect(render({ 'runway.yml': 'a: &x 1\nb: *x\n' }).diagnostics.length).toBe(2);
  expect(render({ 'runway.yml': `a: ${'x'.repeat(300_000)}` }).diagnostics[0]?.summary).toBe(
    'The file is too large.',
  );
});
