// Allow policies as JSON: what all of these APIs that have them share.

import { heldPermissions } from '../allow/held-permissions.ts';
import type { Policy, WishedBinding, WishedPolicy } from '../allow/policy.ts';
import { withoutConditions } from '../allow/policy.ts';
import { invalid } from '../refusal.ts';
import { type Body, type Call, object, text, texts } from './method.ts';

/** Clients that do not ask for version 3 get no conditions. */
export function readPolicy({ cloud }: Call, resource: string, version: number): Policy {
  if (![0, 1, 3].includes(version)) {
    throw invalid(`Requested policy version ${version} is not supported.`);
  }
  const policy = cloud.policyOf(resource);
  return version === 3 ? policy : withoutConditions(policy);
}

export function writePolicy({ body, cloud }: Call, resource: string): Policy {
  return cloud.setPolicy(resource, wished(body));
}

function wished(body: Body): WishedPolicy {
  const policy = object(body, 'policy');
  if (!('policy' in body)) throw invalid('The policy must be specified.');
  const { bindings = [] } = policy;
  if (!Array.isArray(bindings)) throw invalid("Invalid value at 'policy.bindings'.");
  return {
    version: Number(policy['version'] ?? 0),
    etag: text(policy, 'etag'),
    bindings: bindings.map((item: unknown) => wishedBinding(object({ item }, 'item'))),
  };
}

function wishedBinding(binding: Body): WishedBinding {
  const condition = object(binding, 'condition');
  const part = (name: string): string => text(condition, name);
  const read = {
    title: part('title'),
    description: part('description'),
    expression: part('expression'),
  };
  const whole = { role: text(binding, 'role'), members: texts(binding, 'members') };
  return 'condition' in binding ? { ...whole, condition: read } : whole;
}

/** An empty list is left out, as JSON of protocol buffers has it. */
export function testedPermissions(
  { body, caller, cloud }: Call,
  resource: string,
): { readonly permissions?: readonly string[] } {
  const asked = texts(body, 'permissions');
  const permissions = heldPermissions(cloud, caller, { asked, resource });
  return permissions.length === 0 ? {} : { permissions };
}

/** Where the version asked for stands in the body: Resource Manager. */
export function versionInBody(body: Body): number {
  return Number(object(body, 'options')['requestedPolicyVersion'] ?? 0);
}

/** Where it stands in the query: IAM. */
export function versionInQuery(query: URLSearchParams): number {
  return Number(query.get('options.requestedPolicyVersion') ?? 0);
}
