// Secrets have two numbers: Vault's, which people pin and read, and that of the copy, which a container is given.

import type { SecretReference, Template, TemplateHash } from '../resources/kinds.ts';
import type { Observed, Resource, SecretCopy } from '../resources/resource.ts';
import { templateHash } from '../resources/revision.ts';
import { effectsOfChange } from './effects.ts';
import type { Difference, Step } from './plan.ts';

/** By the secret's id in Secret Manager. */
type Copies = ReadonlyMap<string, readonly SecretCopy[]>;

/**
 * The same resources with the copies' numbers where there are copies. What is not copied yet, or cannot be read now,
 * stays `vault:8`, which no live revision has: its service waits for the secret.
 */
export function withCopies(
  desired: readonly Resource[],
  observed: readonly Observed[],
): readonly Resource[] {
  const copies = copiesIn(observed);
  if (copies.size === 0) return desired;
  return withTemplates(desired, ({ spec }) => numbered(spec.template, copies));
}

/**
 * The same resources with the numbers that run now, for who looks at services and at no secret: whether these are
 * copies of what is pinned only `withCopies` can tell.
 */
export function withRunningCopies(
  desired: readonly Resource[],
  observed: readonly Observed[],
): readonly Resource[] {
  return withTemplates(desired, ({ address, spec: { template } }) => {
    const runs = observed.find((seen) => seen.address === address);
    if (runs?.kind !== 'Service') return template;
    const secrets = Object.entries(template.secrets).map(([name, reference]) => {
      const now = runs.spec.template.secrets[name];
      return [name, now?.secret === reference.secret ? now : reference] as const;
    });
    return { ...template, secrets: Object.fromEntries(secrets) };
  });
}

/** What has the traffic is named after its template. */
function withTemplates(
  desired: readonly Resource[],
  templateOf: (service: Resource<'Service'>) => Template,
): readonly Resource[] {
  const renamed = new Map<TemplateHash, TemplateHash>();
  const services = desired.map((resource) => {
    if (resource.kind !== 'Service') return resource;
    const template = templateOf(resource);
    renamed.set(templateHash(resource.spec.template), templateHash(template));
    return { ...resource, spec: { ...resource.spec, template } };
  });
  return services.map((resource) => {
    if (resource.kind !== 'Traffic') return resource;
    const shares = resource.spec.shares.map((share) => ({
      ...share,
      template: renamed.get(share.template) ?? share.template,
    }));
    return { ...resource, spec: { shares } };
  });
}

/** The same differences with Vault's numbers, for people: what is pinned, not what it was copied as. */
export function inVaultsNumbers(
  differences: readonly Difference[],
  sides: { readonly before: Observed | null; readonly after: Resource },
  observed: readonly Observed[],
): readonly Difference[] {
  const { before, after } = sides;
  if (after.kind !== 'Service') return differences;
  const copies = copiesIn(observed);
  const old = before?.kind === 'Service' ? before.spec.template.secrets : {};
  return differences.map((difference) => {
    const [, name] = /^secrets\.(\w+)\.version$/.exec(difference.path) ?? [];
    if (name === undefined) return difference;
    const was = vaultsNumber(old[name], copies);
    const is = vaultsNumber(after.spec.template.secrets[name], copies);
    // The same number, and yet another value: the secret was made anew, or its copy was lost.
    return { ...difference, before: was, after: is === was ? `${is}, copied anew` : is };
  });
}

/**
 * The same step with the effects that it has before its secrets are copied: bound to what is pinned. `asked` is the
 * resource without the copies' numbers.
 */
export function boundToPins(step: Step, asked: Resource | null): Step {
  const { after, before, action } = step;
  if (asked === null || after === null || asked.spec === after.spec) return step;
  const names = new Map<string, string>();
  if (after.kind === 'Traffic' && asked.kind === 'Traffic') {
    for (const [at, { template }] of asked.spec.shares.entries()) {
      names.set(`shares.${after.spec.shares[at]?.template}`, `shares.${template}`);
    }
  }
  const differences = step.differences.map((one) => ({
    ...one,
    path: names.get(one.path) ?? one.path,
  }));
  return { ...step, effects: effectsOfChange({ action, before, after: asked, differences }) };
}

function copiesIn(observed: readonly Observed[]): Copies {
  const secrets = observed.filter((seen) => seen.kind === 'Secret').filter(({ owned }) => owned);
  return new Map(secrets.map(({ spec, facts }) => [spec.secret, facts.copies]));
}

function numbered(template: Template, copies: Copies): Template {
  const secrets = Object.entries(template.secrets).map(([name, reference]) => {
    const wanted = pinnedIn(reference);
    const copy = copies
      .get(reference.secret)
      ?.find(({ state, current, version }) => state === 'enabled' && current && version === wanted);
    return [name, copy === undefined ? reference : { ...reference, version: copy.number }] as const;
  });
  return { ...template, secrets: Object.fromEntries(secrets) };
}

/** A service that waits for copies: until they are made it has no template that could run. */
export function lacksCopies(resource: Resource): boolean {
  if (resource.kind !== 'Service') return false;
  return Object.values(resource.spec.template.secrets).some((one) => pinnedIn(one) !== null);
}

/** Vault's number in `vault:8`; null in a reference that names a copy. */
function pinnedIn({ version }: SecretReference): number | null {
  const [, number] = /^vault:(\d+)$/.exec(version) ?? [];
  return number === undefined ? null : Number(number);
}

/** `latest` stays as it is written. A number that is nobody's copy is none of Vault's, and would be read as one. */
function vaultsNumber(reference: SecretReference | undefined, copies: Copies): string | null {
  if (reference === undefined) return null;
  const pinned = pinnedIn(reference);
  if (pinned !== null) return String(pinned);
  const copy = copies.get(reference.secret)?.find(({ number }) => number === reference.version);
  if (copy !== undefined) return String(copy.version);
  return /^\d+$/.test(reference.version) ? 'unknown' : reference.version;
}
