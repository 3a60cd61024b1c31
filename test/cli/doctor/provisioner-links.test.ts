// What the provisioner must be allowed, tried with what an example workload would get.

import { expect } from '@jest/globals';
import { createMemoryProvisioned } from '../../../src/adapters/memory/provisioned.ts';
import { type Place, placesAt } from '../../../src/cli/doctor/places.ts';
import { provisionerLinks } from '../../../src/cli/doctor/provisioner-links.ts';
import { Failure } from '../../../src/ports/failure.ts';
import type { Finding } from '../../../src/ports/finding.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import { environmentFile } from '../../support/world/documents.ts';
import { story } from '../../support/story.ts';
import type { World } from '../../support/world.ts';

const bare = {
  files: {
    'environments/dev/environment.yml': environmentFile('dev', { provisioned: true }),
    'inventory/checkout.yml': null,
  },
};

async function dev(world: World): Promise<Place> {
  await world.outside.repository.fetch();
  const head = await world.outside.repository.head('main');
  if (head === null) throw new Error('there is no commit');
  const places = await placesAt(world.outside, head);
  const found = places.find(({ name }) => name === 'dev');
  if (found === undefined) throw new Error('there is no environment dev');
  return found;
}

const lines = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ link, outcome }) => `${outcome} ${link}`);

const iam = createMemoryProvisioned({ kinds: ['ServiceAccount', 'Trust'] });
const vault = createMemoryProvisioned({ kinds: ['VaultPolicy', 'VaultRole'] });

story('rights are tried before the inventory lists anybody', bare, async (world) => {
  const place = await dev(world);
  const asked: string[] = [];
  const refusing: Provider = {
    ...(iam as Provider),
    rehearse: (_scope, desired) => {
      asked.push(...desired.map(({ kind }) => kind));
      return Promise.resolve(['The account lacks a right.']);
    },
  };
  const findings = await provisionerLinks([refusing, vault], place);
  expect(lines(findings)).toEqual(['failed dev: accounts and rights', 'not applicable dev: Vault']);
  expect(findings[0]?.words).toBe('The account lacks a right.');
  expect(new Set(asked)).toEqual(new Set(['ServiceAccount', 'Trust']));
});

story('what may be looked at and made has passed', bare, async (world) => {
  const findings = await provisionerLinks([iam], await dev(world));
  expect(lines(findings)).toEqual(['passed dev: accounts and rights']);
});

story('what cannot be looked at is told with its own words', bare, async (world) => {
  const blind: Provider = {
    ...(iam as Provider),
    observe: () =>
      Promise.reject(
        new Failure({
          code: 'RUNWAY_RUNTIME_DENIED',
          message: 'The project does not let it look.',
          hint: 'Grant it the right.',
          retry: 'later',
        }),
      ),
  };
  expect(await provisionerLinks([blind], await dev(world))).toMatchObject([
    { outcome: 'failed', words: 'The project does not let it look.', mend: 'Grant it the right.' },
  ]);
});

story('an environment without an identity has nothing to be made in', {}, async (world) => {
  const findings = await provisionerLinks([iam], await dev(world));
  expect(lines(findings)).toEqual(['not applicable dev: provisioning']);
});
