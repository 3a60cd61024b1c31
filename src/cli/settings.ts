// The bot's settings: one small YAML file, with every secret in a file or a variable of its own.

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { formatDiagnostic } from '../documents/format-diagnostic.ts';
import type { Secret, Settings } from '../documents/generated/documents.ts';
import { parseSettings } from '../documents/settings.ts';
import { Failure } from '../ports/failure.ts';

export interface LoadedSettings {
  readonly settings: Settings;
  /** Paths in the file are relative to the file's own folder. */
  resolve(path: string): string;
  /** Reads a secret anew each time, so that it can be rotated under a running bot. */
  secret(secret: Secret): Promise<string>;
}

/** Throws RUNWAY_SETTINGS_INVALID with every problem and its line. */
export async function loadSettings(file: string): Promise<LoadedSettings> {
  const text = await readText(
    file,
    'Name the settings file with --settings FILE or RUNWAY_SETTINGS.',
  );
  const { settings, diagnostics } = parseSettings(text, file);
  if (settings === null) {
    throw invalid(
      `${file} cannot be used as settings:\n${diagnostics.map(formatDiagnostic).join('\n')}`,
      'docs/reference/settings.md lists every field.',
    );
  }
  const at = (path: string): string => resolve(dirname(file), path);
  return { settings, resolve: at, secret: (secret) => readSecret(secret, at) };
}

async function readSecret(secret: Secret, at: (path: string) => string): Promise<string> {
  const value =
    'env' in secret
      ? process.env[secret.env]
      : (await readText(at(secret.file), SECRET_HINT)).trim();
  if (value === undefined || value === '') {
    const place = 'env' in secret ? `The variable ${secret.env}` : secret.file;
    throw invalid(`${place} holds no secret.`, SECRET_HINT);
  }
  return value;
}

const SECRET_HINT = 'Write the secret there, or name another place in the settings.';

async function readText(file: string, hint: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw invalid(
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
      hint,
    );
  }
}

function invalid(message: string, hint: string): Failure {
  return new Failure({ code: 'RUNWAY_SETTINGS_INVALID', message, hint, retry: 'never' });
}
