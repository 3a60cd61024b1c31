// The workload that these stories bring to dev and take away again.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Note } from '../../support/sandbox-person.ts';
import type { Sandbox, SandboxFile } from '../../support/sandbox-process.ts';
import type { Team } from '../../support/sandbox-team.ts';
import { eventually } from '../../support/sandbox-wait.ts';

export const TARGET = 'dev/reviews';
export const INVENTORY = 'inventory/reviews.yml';
export const DEPLOYMENT = 'environments/dev/reviews.yml';
/** Below the mount. */
export const KEY = 'env/dev/service/reviews/MODERATION_KEY';
export const OWNERS = 'runway-dev-reviews_owners';

export const inventory = `apiVersion: runway/v1
kind: Workload
metadata: { name: reviews }
spec:
  project: acme/reviews
  owners: ['@bob']
  environments: [dev]
`;

export const deployment = `apiVersion: runway/v1
kind: Deployment
metadata: { name: reviews }
release:
  version: 1.0.0
  image: registry.acme.dev/acme/reviews
`;

/** The provisioner's comment, once it has these words. */
export function provisioned({ alice }: Team, number: number, words: RegExp): Promise<string> {
  return eventually(`the provisioner on ${alice.reference(number)} to say ${words}`, async () => {
    const own = (await alice.notes(number)).find(isProvisioners);
    return own !== undefined && words.test(own.body) ? own.body : null;
  });
}

export function isProvisioners({ author, body }: Note): boolean {
  return author === 'runway' && body.startsWith('<!-- runway:comment provisioner -->');
}

/** What `sandbox.json` says now: accounts come and go. */
export async function described({ dir }: Sandbox): Promise<SandboxFile> {
  return JSON.parse(await readFile(join(dir, 'sandbox.json'), 'utf8')) as SandboxFile;
}

/** The hashes of the secrets that the running service has, by name. */
export async function secretsOf({ ask, rows }: Team): Promise<Readonly<Record<string, string>>> {
  const [row] = await rows(TARGET, 'serving');
  const { body } = await ask(row);
  return (JSON.parse(body) as { secrets: Record<string, string> }).secrets;
}

export function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
