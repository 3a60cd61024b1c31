// Vault's numbers and Secret Manager's: who reads which.

import { expect, test } from '@jest/globals';
import { assumeApplied } from '../../src/plan/assume.ts';
import { planTarget } from '../../src/plan/plan-target.ts';
import type { SecretReference } from '../../src/resources/kinds.ts';
import type { Observed, Resource, SecretCopy } from '../../src/resources/resource.ts';
import { desired, target, template } from '../support/planned-resources.ts';
import { templateHash } from '../../src/resources/revision.ts';

const ID = 'checkout__API_KEY';

function copy(number: number, version: number, more: Partial<SecretCopy> = {}): SecretCopy {
  const createdAt = `2026-11-0${version}T00:00:00Z`;
  const state = 'enabled';
  return {
    number: String(number),
    version,
    createdAt,
    state,
    current: true,
    disabledAt: null,
    ...more,
  };
}

function spec(version: number): Resource<'Secret'>['spec'] {
  return { name: 'API_KEY', secret: ID, source: 'runway/x/API_KEY', version, readers: ['a'] };
}

function secret(version: number): Resource<'Secret'> {
  const address = `${target}/Secret/API_KEY` as const;
  return { kind: 'Secret', address, target, region: null, spec: spec(version) };
}

function seen(version: number, copies: readonly SecretCopy[]): Observed<'Secret'> {
  const facts = { copies, source: 'live' } as const;
  return { ...secret(version), owned: true, health: { status: 'healthy' }, facts };
}

function reference(version: string): Readonly<Record<string, SecretReference>> {
  return { API_KEY: { secret: ID, version } };
}

/** Wanted: version 8 in Vault. */
function wanted(): readonly Resource[] {
  return [...desired({ secrets: reference('vault:8') }, 'us-east1'), secret(8)];
}

function live(version: string): readonly Observed[] {
  const content = template({ secrets: reference(version) });
  const service = desired({ secrets: reference(version) }, 'us-east1');
  const revision = {
    name: `checkout-${templateHash(content)}-1`,
    template: templateHash(content),
    version: null,
    image: content.image,
    secrets: Object.values(content.secrets),
    createdAt: '2026-11-01T00:00:00Z',
    state: 'ready',
    message: '',
  } as const;
  return assumeApplied(service).map((one): Observed => {
    if (one.kind === 'Service') return { ...one, facts: { ...one.facts, revisions: [revision] } };
    if (one.kind !== 'Traffic') return one;
    const routes = [{ revision: revision.name, percent: 100, tag: null }];
    return { ...one, facts: { routes, settled: true } };
  });
}

function planned(observed: readonly Observed[]) {
  const plan = planTarget({
    target,
    intent: 'wanted',
    desired: wanted(),
    observed,
    tried: new Set(),
    surplus: 'left',
    adopt: false,
  });
  return new Map(plan.waves.flat().map((step) => [step.kind, step]));
}

test('what is not copied yet is shown with the numbers that people pin, and the service waits', () => {
  const steps = planned([...live('12'), seen(7, [copy(12, 7)])]);
  expect(steps.get('Secret')?.differences).toEqual([{ path: 'version', before: '7', after: '8' }]);
  expect(steps.get('Service')?.differences).toEqual([
    { path: 'secrets.API_KEY.version', before: '7', after: '8' },
  ]);
  expect(steps.get('Service')?.standing).toEqual({
    state: 'waiting',
    on: `${target}/Secret/API_KEY`,
  });
  // The revision gets its name with the number of the copy: no other is told.
  expect(steps.get('Service')?.revision).toBeNull();
  expect(steps.get('Traffic')?.revision).toBeNull();
});

test('once it is copied the service gets the number of the copy, and the effects are the same', () => {
  const before = planned([...live('12'), seen(7, [copy(12, 7)])]).get('Service');
  const after = planned([...live('12'), seen(8, [copy(12, 7), copy(13, 8)])]).get('Service');
  expect(after?.standing).toEqual({ state: 'ready' });
  expect(after?.kind === 'Service' ? after.after?.spec.template.secrets : null).toEqual(
    reference('13'),
  );
  expect(after?.effects).toEqual(before?.effects);
  const uncopied = planned([...live('12'), seen(7, [copy(12, 7)])]).get('Traffic');
  const copied = planned([...live('12'), seen(8, [copy(12, 7), copy(13, 8)])]).get('Traffic');
  expect(copied?.effects).toEqual(uncopied?.effects);
  expect(planned([seen(8, [copy(13, 8)])]).get('Service')?.effects).toEqual(
    planned([]).get('Service')?.effects,
  );
});

test('nothing is to be done where the copy is what runs', () => {
  expect([...planned([...live('13'), seen(8, [copy(12, 7), copy(13, 8)])]).keys()]).toEqual([]);
});

test('a disabled copy is not given to anybody, so going back to it waits for it', () => {
  const steps = planned([
    ...live('12'),
    seen(7, [copy(12, 7), copy(13, 8, { state: 'disabled' })]),
  ]);
  expect(steps.get('Secret')?.standing).toEqual({ state: 'ready' });
  expect(steps.get('Service')?.standing.state).toBe('waiting');
});

test('the same number of a secret that was made anew is another version', () => {
  const steps = planned([...live('13'), seen(0, [copy(13, 8, { current: false })])]);
  expect(steps.get('Service')?.differences).toEqual([
    { path: 'secrets.API_KEY.version', before: '8', after: '8, copied anew' },
  ]);
});

test('what somebody wrote in by hand is told as it is written', () => {
  const steps = planned([...live('latest'), seen(8, [copy(13, 8)])]);
  expect(steps.get('Service')?.differences).toEqual([
    { path: 'secrets.API_KEY.version', before: 'latest', after: '8' },
  ]);
});

test('a number that is no copy’s any more is not shown as one of Vault’s', () => {
  const steps = planned([...live('4'), seen(0, [])]);
  expect(steps.get('Service')?.differences).toEqual([
    { path: 'secrets.API_KEY.version', before: 'unknown', after: '8' },
  ]);
});
