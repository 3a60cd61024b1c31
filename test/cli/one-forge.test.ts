// A sandbox's folder and the forge that it was made for.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mustBeFor } from '../../src/cli/sandbox/one-forge.ts';

let dir = '';

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'runway-one-forge-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('an empty folder is for any forge', () => {
  expect(() => mustBeFor(dir, 'gitlab')).not.toThrow();
  expect(() => mustBeFor(dir, 'github')).not.toThrow();
});

test('a folder made for one forge refuses the other, and says how to go on with it', () => {
  mkdirSync(join(dir, 'gitlab'));
  expect(() => mustBeFor(dir, 'gitlab')).not.toThrow();
  expect(() => mustBeFor(dir, 'github')).toThrow(
    expect.objectContaining({
      code: 'RUNWAY_SETTINGS_INVALID',
      message: `${dir} holds a sandbox with GitLab, not with GitHub.`,
      hint: expect.stringContaining('--forge gitlab'),
    }),
  );
});
