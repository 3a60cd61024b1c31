// What Runway's own roles may do in Vault: word for word what docs/operating.md asks a platform to set up.

/** Roles and policies of workloads but not its own, and the secret that makes their path exist; no value of anybody's. */
export const PROVISIONS = `path "sys/policies/acl" {
  capabilities = ["list"]
}
path "sys/policies/acl/runway-*" {
  capabilities = ["read", "update", "delete"]
}
path "sys/policies/acl/runway-provisioner" {
  capabilities = ["deny"]
}
path "auth/+/config" {
  capabilities = ["read"]
}
path "auth/+/role" {
  capabilities = ["list"]
}
path "auth/+/role/runway-*" {
  capabilities = ["create", "read", "update", "delete"]
}
path "auth/+/role/runway-provisioner" {
  capabilities = ["deny"]
}
path "runway/data/env/+/service/+/.placeholder" {
  capabilities = ["create", "update"]
}
path "runway/metadata/env/+/service/+/.placeholder" {
  capabilities = ["read", "delete"]
}
`;

/** What there is and how old it is; the values stay hidden. */
export function looksAt(environment: string): string {
  return `path "runway/metadata/env/${environment}/service/*" {
  capabilities = ["read", "list"]
}
`;
}
