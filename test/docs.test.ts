// Holds the documentation to the code.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '..');
const generated = join('docs', 'reference');

/** Pages that people write, from the top of the repository. */
const pages = [
  ...markdownIn('.', { deep: false }),
  ...['docs', 'src', 'schemas', 'test', 'bench', 'inventory', 'environments'].flatMap((folder) =>
    markdownIn(folder, { deep: true }),
  ),
].filter((page) => !page.startsWith(join('test', 'plan', 'golden')));

const sources = ['src', 'test', 'scripts', 'bench'].flatMap((folder) =>
  filesIn(folder).filter((file) => file.endsWith('.ts') || file.endsWith('.js')),
);

test('every failure has a section in docs/errors.md, and every section a failure', () => {
  const codes = [...text('src/ports/failure.ts').matchAll(/\| '(RUNWAY_\w+)'/g)].map(first);

  expect(sections('docs/errors.md').toSorted()).toEqual(codes.toSorted());
});

test('every dependency has a line in docs/dependencies.md, with its version', () => {
  const { dependencies, devDependencies } = JSON.parse(text('package.json')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  const named = Object.entries({ ...dependencies, ...devDependencies });
  const lines = [...text('docs/dependencies.md').matchAll(/^\| `([^`]+)` (\d\S*) +\|/gm)];

  expect(lines.map(([, name, version]) => `${name} ${version}`).toSorted()).toEqual(
    named.map(([name, version]) => `${name} ${version}`).toSorted(),
  );
});

test('every command has a section in docs/commands.md and a line in the README', () => {
  const commands = readdirSync(join(root, 'src/cli/commands')).map((file) =>
    file.replace(/\.ts$/, ''),
  );
  const table = text('README.md').split('## The command line')[1]?.split('\n## ')[0] ?? '';
  const inTable = [...table.matchAll(/^\| `([a-z]+)[^`]*` +\|/gm)].map(first);

  expect(sections('docs/commands.md').toSorted()).toEqual(commands.toSorted());
  expect(inTable.toSorted()).toEqual(commands.toSorted());
});

test('the README shows the two commands that everybody starts with', () => {
  const shown = blocks('README.md');

  expect(shown).toContain('npm ci && npm run demo');
  expect(shown).toContain('npm ci && npm test');
});

test('every folder of the source says in a few lines what it is for', () => {
  const folders = [
    ...foldersIn('src'),
    ...foldersIn('src/adapters'),
    ...foldersIn('src/sandbox'),
  ].map((folder) => join(folder, 'README.md'));
  const lacking = folders.filter((file) => !existsSync(join(root, file)));
  const long = folders.filter(
    (file) => !lacking.includes(file) && text(file).trimEnd().split('\n').length > 15,
  );

  expect({ lacking, long }).toEqual({ lacking: [], long: [] });
});

test('the README maps every folder of the source', () => {
  const map = text('README.md').split('## The source')[1] ?? '';
  const missing = foldersIn('src').filter(
    (folder) => !map.includes(`\`${folder}\``) && !map.includes(`\`${folder.slice(4)}\``),
  );

  expect(missing).toEqual([]);
});

test('every link leads somewhere', () => {
  const broken = pages.flatMap((page) =>
    links(page)
      .filter((link) => !leads(page, link))
      .map((link) => `${page}: ${link}`),
  );

  expect(broken).toEqual([]);
});

test('every source file that a page names is there', () => {
  const gone = pages
    .filter((page) => !page.startsWith(generated))
    .flatMap((page) =>
      namedFiles(page)
        .filter((name) => !sources.some((file) => `/${file}`.endsWith(`/${name}`)))
        .map((name) => `${page}: ${name}`),
    );

  expect(gone).toEqual([]);
});

test('every setting that a page names is one', () => {
  const known = [...text('docs/reference/settings.md').matchAll(/^\| `([\w.]+)`/gm)].map(first);
  const named = pages.flatMap((page) =>
    [...withoutBlocks(page).matchAll(/`((?:bot|cloudRun|forge|server|store)\.\w+)[`:]/g)]
      .map(first)
      .filter((name) => !/\.(ts|log)$/.test(name))
      .map((name) => ({ page, name })),
  );

  expect(named.length).toBeGreaterThan(5);
  expect(named.filter(({ name }) => !known.includes(name))).toEqual([]);
});

test('every decision is in the list of decisions, with its date', () => {
  const decisions = readdirSync(join(root, 'docs/decisions')).filter(
    (file) => file !== 'README.md',
  );

  expect(decisions.filter((file) => !/^\d{4}-\d{2}-\d{2}-[a-z0-9-]+\.md$/.test(file))).toEqual([]);
  expect(links('docs/decisions/README.md').toSorted()).toEqual(decisions.toSorted());
});

function text(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function foldersIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));
}

function markdownIn(folder: string, { deep }: { deep: boolean }): string[] {
  const files = deep
    ? filesIn(folder)
    : readdirSync(join(root, folder)).map((name) => join(folder, name));
  return files.filter((file) => file.endsWith('.md'));
}

function sections(page: string): string[] {
  return [...text(page).matchAll(/^## (.+)$/gm)].map(first);
}

/** What stands in code fences, each as it is to be typed. */
function blocks(page: string): string[] {
  return [...text(page).matchAll(/^```\w*\n([\s\S]*?)\n```$/gm)].map(first);
}

function withoutBlocks(page: string): string {
  return text(page).replace(/^(`{3,})[\s\S]*?^\1$/gm, '');
}

/** Relative ones only: what lies elsewhere is not ours to hold. */
function links(page: string): string[] {
  return [...withoutBlocks(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(first)
    .filter((link) => !/^[a-z]+:/.test(link));
}

function leads(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? page : relative(root, resolve(root, dirname(page), path));
  if (!existsSync(join(root, file))) return false;
  return anchor === undefined || headings(file).includes(anchor);
}

/** As GitLab and GitHub make anchors of headings. */
function headings(page: string): string[] {
  return [...withoutBlocks(page).matchAll(/^#+ (.+)$/gm)].map((found) =>
    first(found)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

function namedFiles(page: string): string[] {
  return [...withoutBlocks(page).matchAll(/`([\w./-]+\.ts)`/g)].map(first);
}

function first(found: RegExpMatchArray): string {
  return found[1] ?? '';
}
