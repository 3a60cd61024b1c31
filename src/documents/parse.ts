// One file of the GitOps repository: its path says what it should be, its content whether it is.

import type { Diagnostic, Document, File } from './document.ts';
import type { Documents } from './generated/documents.ts';
import type { FileKind, Parsed } from './parsed.ts';
import { readDocument, textOf } from './read-document.ts';
import { NAME } from './target-documents.ts';

/** Never throws: whatever is in the file is a document or a list of diagnostics, in the order of the file. */
export function parseFile(file: File): Parsed {
  const { path, blob } = file;
  const role = roleOf(path);
  const link = file.mode === '120000' || file.mode === '160000';
  if (role.kind === 'ignored' && !link) {
    const diagnostics = role.problem === null ? [] : [wholeFile(path, role.problem)];
    return { path, blob, kind: 'ignored', document: null, diagnostics };
  }
  const content = textOf(file);
  if ('refused' in content) {
    return { path, blob, kind: role.kind, document: null, diagnostics: [content.refused] };
  }
  switch (role.kind) {
    case 'Workload':
    case 'Environment':
    case 'Deployment':
      return parseDocument({ path, blob, text: content.text }, role);
    case 'ignored':
      return { path, blob, kind: 'ignored', document: null, diagnostics: [] };
  }
}

type Role =
  | { readonly kind: FileKind; readonly name: string; readonly named: 'file' | 'folder' }
  | { readonly kind: 'ignored'; readonly problem: Problem | null };

interface Problem {
  readonly summary: string;
  readonly hint: string;
}

function roleOf(path: string): Role {
  const { folders, stem, ending } = split(path);
  if (ending !== 'yml' && ending !== 'yaml') return { kind: 'ignored', problem: null };
  const [top, environment, ...deeper] = folders;
  const nested = top === 'inventory' ? environment !== undefined : deeper.length > 0;
  if (nested || (top === 'environments' && environment === undefined)) {
    return { kind: 'ignored', problem: misplaced(top ?? '') };
  }
  if (ending === 'yaml') {
    const right = path.replace(/\.yaml$/i, '.yml');
    return {
      kind: 'ignored',
      problem: { summary: 'Files end in `.yml` here.', hint: `Rename it to \`${right}\`.` },
    };
  }
  if (top === 'inventory') return { kind: 'Workload', name: stem, named: 'file' };
  if (top !== 'environments') return { kind: 'ignored', problem: null };
  return stem === 'environment'
    ? { kind: 'Environment', name: environment ?? '', named: 'folder' }
    : { kind: 'Deployment', name: stem, named: 'file' };
}

function split(path: string): { folders: readonly string[]; stem: string; ending: string } {
  const folders = path.split('/');
  const file = folders.pop() ?? '';
  const dot = file.lastIndexOf('.');
  return dot < 0
    ? { folders, stem: file, ending: '' }
    : { folders, stem: file.slice(0, dot), ending: file.slice(dot + 1).toLowerCase() };
}

function misplaced(top: string): Problem {
  const hint =
    top === 'inventory'
      ? 'Workloads lie directly in it: `inventory/NAME.yml`.'
      : 'Write `environments/ENVIRONMENT/environment.yml` for an environment and `environments/ENVIRONMENT/NAME.yml` for what runs there.';
  return { summary: `No file is expected at this place in \`${top}/\`.`, hint };
}

function parseDocument(
  source: { readonly path: string; readonly blob: string; readonly text: string },
  role: Extract<Role, { name: string }>,
): Parsed {
  const { path, blob } = source;
  const naming = nameProblems(path, role);
  const read = readDocument<Documents[FileKind]>(source, role.kind);
  const differing = read.document === null ? [] : differingName(read.document, role);
  const errors = [...naming, ...differing];
  const document = errors.length > 0 ? null : read.document;
  const diagnostics = [...errors, ...read.diagnostics];
  // The schema of `role.kind` has just accepted the value.
  return { path, blob, kind: role.kind, document, diagnostics } as Parsed;
}

function nameProblems(
  path: string,
  { name, named, kind }: { name: string; named: string; kind: FileKind },
): readonly Diagnostic[] {
  const [, folder = ''] = path.split('/');
  const names = kind === 'Deployment' ? [folder, name] : [name];
  return names
    .filter((part) => !NAME.test(part))
    .map((part) =>
      wholeFile(path, {
        summary: `\`${part}\` cannot be the name of a ${part === name ? named : 'folder'} here.`,
        hint: 'Write 2 to 24 lower-case letters, digits and `-`, starting with a letter and not ending with `-`.',
      }),
    );
}

function differingName(
  document: Document<Documents[FileKind]>,
  { name, named }: { name: string; named: string },
): readonly Diagnostic[] {
  const written = document.value.metadata.name;
  if (written === name) return [];
  return [
    {
      severity: 'error',
      summary: `\`metadata.name\` is \`${written}\`, but the ${named} is called \`${name}\`.`,
      hint: `Write \`name: ${name}\`, or rename the ${named}.`,
      at: document.locate('/metadata/name'),
    },
  ];
}

function wholeFile(path: string, { summary, hint }: Problem): Diagnostic {
  return { severity: 'error', summary, hint, at: { path, line: 1, column: 1 } };
}
