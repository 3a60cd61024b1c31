import { expect, test } from '@jest/globals';
import {
  catalogueOf,
  environmentNames,
  overlay,
  targetsOf,
  workloadNames,
} from '../../src/documents/catalogue.ts';
import { deploymentPath, targetDocuments } from '../../src/documents/target-documents.ts';
import { deployment, environment, parsed, repository, workload } from './files.ts';

const catalogue = repository({
  'inventory/checkout.yml': workload('checkout'),
  'environments/dev/environment.yml': environment('dev'),
  'environments/dev/checkout.yml': deployment('checkout'),
  'environments/dev/broken.yml': 'a: [',
  'environments/README.md': '',
});

test('lists targets, workloads and environments, broken ones included', () => {
  expect(targetsOf(catalogue)).toEqual(['dev/broken', 'dev/checkout']);
  expect(workloadNames(catalogue)).toEqual(['checkout']);
  expect(environmentNames(catalogue)).toEqual(['dev']);
});

test('an overlay adds, changes and removes, and leaves the first catalogue as it was', () => {
  const added = parsed('environments/dev/catalog.yml', deployment('catalog'));
  const changed = overlay(
    catalogue,
    new Map([
      [added.path, added],
      ['environments/dev/broken.yml', null],
    ]),
  );
  expect(targetsOf(changed)).toEqual(['dev/catalog', 'dev/checkout']);
  expect(changed.get('environments/dev/broken.yml')).toBeNull();
  expect(targetsOf(catalogue)).toEqual(['dev/broken', 'dev/checkout']);
  expect(targetsOf(overlay(changed, new Map([[added.path, null]])))).toEqual(['dev/checkout']);
});

test('overlays of overlays tell the same as one catalogue, however many', () => {
  let layered = catalogue;
  const all = new Map([...catalogue.values()].map((file) => [file.path, file]));
  for (let index = 0; index < 300; index += 1) {
    const file = parsed(`environments/dev/w${index}.yml`, deployment(`w${index}`));
    layered = overlay(layered, new Map([[file.path, file]]));
    all.set(file.path, file);
  }
  expect(targetsOf(layered)).toEqual(targetsOf(catalogueOf(all.values())));
  expect(layered.get('environments/dev/w7.yml')?.kind).toBe('Deployment');
});

test('a target is three files; what is absent or broken is null', () => {
  const checkout = targetDocuments(catalogue.get, 'dev/checkout');
  expect(checkout.workload?.value.spec.project).toBe('acme/checkout');
  expect(checkout.environment?.value.metadata.name).toBe('dev');
  expect(checkout.deployment?.value.release.version).toBe('1.4.2');
  expect(targetDocuments(catalogue.get, 'dev/broken')).toMatchObject({
    workload: null,
    deployment: null,
  });
  expect(deploymentPath('dev/checkout')).toBe('environments/dev/checkout.yml');
});
