// The sandbox proves the page on operating only where both allow the same.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { looksAt, PROVISIONS } from '../../../src/sandbox/acme/vault-rules.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/operating.md'), 'utf8');

function policyOf(name: string): string | undefined {
  return page.split(`vault policy write ${name} - <<'EOF'\n`)[1]?.split('EOF\n')[0];
}

test('what Runway may do in Acme’s Vault is what the page asks a platform for', () => {
  expect(policyOf('runway-provisioner')).toBe(PROVISIONS);
  expect(policyOf('runway-production-plans')).toBe(looksAt('production'));
});
