// What every token may do with itself.

const paths: readonly (readonly [path: string, ...capabilities: readonly string[]])[] = [
  ['auth/token/lookup-self', 'read'],
  ['auth/token/renew-self', 'update'],
  ['auth/token/revoke-self', 'update'],
  ['sys/capabilities-self', 'update'],
];

export const defaultPolicy = paths
  .map(
    ([path, ...capabilities]) =>
      `path "${path}" {\n    capabilities = ${JSON.stringify(capabilities)}\n}\n`,
  )
  .join('\n');
