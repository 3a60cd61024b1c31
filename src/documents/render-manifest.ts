// The manifest of one environment, out of the files in a service project's `.runway/` folder.

import type { Diagnostic, Document } from './document.ts';
import type { RunwayService } from './generated/documents.ts';
import { type Positions, positionsIn, pointerTo } from './yaml/positions.ts';
import { readDocument, readYaml, LARGEST_FILE } from './read-document.ts';
import { explainSchemaErrors } from './schema/explain-error.ts';
import { schemaErrors } from './schema/schema.ts';
import { isObject } from './plain-object.ts';

export interface ManifestFiles {
  /** What lies below `.runway/`, with paths from the project's root. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly workload: string;
  readonly environment: string;
  /** `acme/checkout`, and the commit that the files are from: for places in messages. */
  readonly project: string;
  readonly commit: string;
}

export interface RenderedManifest {
  /** Null when a diagnostic is an error. */
  readonly manifest: RunwayService | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * `.runway/WORKLOAD/` where that folder exists, else `.runway/`. In it `runway-ENVIRONMENT.yml` stands in
 * place of `runway.yml`, and the variables of `env-ENVIRONMENT.yml` are added to the manifest's own.
 */
export function renderManifest(source: ManifestFiles): RenderedManifest {
  const { files, workload, environment } = source;
  const own = `.runway/${workload}/`;
  const folder = files.some(({ path }) => path.startsWith(own)) ? own : '.runway/';
  const found = (name: string): SourceFile | null => {
    const file = files.find(({ path }) => path === `${folder}${name}`);
    return file === undefined ? null : { path: label(source, file.path), text: file.text };
  };
  const manifest = found(`runway-${environment}.yml`) ?? found('runway.yml');
  if (manifest === null) return refusedWith([missing(source, folder)]);
  const read = readManifest(manifest);
  const variables = readVariables(found(`env-${environment}.yml`));
  const diagnostics = [...read.diagnostics, ...variables.diagnostics];
  if (read.document === null || hasError(diagnostics)) return { manifest: null, diagnostics };
  const twice = writtenTwice(read.document, variables);
  if (twice.length > 0) return refusedWith([...diagnostics, ...twice]);
  return { manifest: withVariables(read.document.value, variables.values), diagnostics };
}

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

interface Variables {
  readonly values: Readonly<Record<string, string | number | boolean>>;
  readonly positions: Positions | null;
  readonly diagnostics: readonly Diagnostic[];
}

function readManifest(file: SourceFile): {
  document: Document<RunwayService> | null;
  diagnostics: readonly Diagnostic[];
} {
  const large = tooLarge(file);
  if (large.length > 0) return { document: null, diagnostics: large };
  return readDocument<RunwayService>({ ...file, blob: '' }, 'RunwayService');
}

/** A flat map of names to texts; checked as the manifest's own variables are. */
function readVariables(file: SourceFile | null): Variables {
  if (file === null) return { values: {}, positions: null, diagnostics: [] };
  const nothing = { values: {}, positions: null };
  const large = tooLarge(file);
  if (large.length > 0) return { ...nothing, diagnostics: large };
  const { value, diagnostics } = readYaml(file.path, file.text);
  if (hasError(diagnostics) || value === null) return { ...nothing, diagnostics };
  const positions = positionsIn(file.path, file.text);
  const whole = { apiVersion: 'runway/v1', kind: 'RunwayService', spec: { environment: value } };
  const errors = explainSchemaErrors(schemaErrors('RunwayService', whole), {
    kind: 'RunwayService',
    positions: below('/spec/environment', positions),
  });
  if (errors.length > 0 || !isObject(value)) {
    return { ...nothing, diagnostics: [...diagnostics, ...errors] };
  }
  return { values: value as Variables['values'], positions, diagnostics };
}

/** Positions of a document that stands at `prefix` of the one that was checked. */
function below(prefix: string, positions: Positions): Positions {
  const inner = (pointer: string): string => pointer.slice(prefix.length);
  return {
    place: (pointer) => positions.place(inner(pointer)),
    namePlace: (pointer) => positions.namePlace(inner(pointer)),
    spelling: (pointer) => positions.spelling(inner(pointer)),
  };
}

function writtenTwice(
  manifest: Document<RunwayService>,
  { values, positions }: Variables,
): readonly Diagnostic[] {
  const own = manifest.value.spec.environment ?? {};
  return Object.keys(values)
    .filter((name) => Object.hasOwn(own, name))
    .map((name) => {
      const { path, line } = manifest.locate(pointerTo('/spec/environment', name));
      return {
        severity: 'error',
        summary: `The variable \`${name}\` is also in \`${path}\`, line ${line}.`,
        hint: 'Remove one of them: it must be plain which value holds.',
        at: positions?.namePlace(pointerTo('', name)) ?? manifest.locate('/spec/environment'),
      };
    });
}

function withVariables(manifest: RunwayService, values: Variables['values']): RunwayService {
  if (Object.keys(values).length === 0) return manifest;
  const environment = { ...manifest.spec.environment, ...values };
  return { ...manifest, spec: { ...manifest.spec, environment } };
}

function missing(source: ManifestFiles, folder: string): Diagnostic {
  const { environment, files, project } = source;
  const yaml = files.find(({ path }) => /^runway(-.*)?\.yaml$/.test(path.slice(folder.length)));
  const rename = yaml === undefined ? '' : `Files end in \`.yml\`: rename \`${yaml.path}\`. `;
  return {
    severity: 'error',
    summary: `${project} has no manifest for ${environment} at this commit: neither \`${folder}runway-${environment}.yml\` nor \`${folder}runway.yml\`.`,
    hint: `${rename}The smallest manifest is:\napiVersion: runway/v1\nkind: RunwayService\nmetadata: { name: ${source.workload} }\nspec:\n  container_port: 8080`,
    at: { path: label(source, `${folder}runway.yml`), line: 1, column: 1 },
  };
}

function tooLarge({ path, text }: SourceFile): readonly Diagnostic[] {
  if (text.length <= LARGEST_FILE) return [];
  const at = { path, line: 1, column: 1 };
  return [
    { severity: 'error', summary: 'The file is too large.', hint: 'Keep it under 256 KiB.', at },
  ];
}

function label({ project, commit }: ManifestFiles, path: string): string {
  return `${project}@${commit.slice(0, 7)}:${path}`;
}

function hasError(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

function refusedWith(diagnostics: readonly Diagnostic[]): RenderedManifest {
  return { manifest: null, diagnostics };
}
