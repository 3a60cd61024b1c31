// How Vault refuses.

export class VaultRefusal extends Error {
  override readonly name = 'VaultRefusal';
  readonly status: number;
  readonly errors: readonly string[];

  constructor(status: number, ...errors: readonly string[]) {
    super(errors.join('; '));
    this.status = status;
    this.errors = errors;
  }
}

export function badRequest(words: string): VaultRefusal {
  return new VaultRefusal(400, words);
}

/** A token that may not do this. */
export function permissionDenied(): VaultRefusal {
  return new VaultRefusal(403, several('permission denied'));
}

/** No token, or one that nobody knows any more. */
export function unknownToken(given: boolean): VaultRefusal {
  return new VaultRefusal(
    403,
    given ? several('permission denied', 'invalid token') : 'permission denied',
  );
}

export function sealed(): VaultRefusal {
  return new VaultRefusal(503, 'Vault is sealed');
}

export function noHandler(path: string): VaultRefusal {
  return new VaultRefusal(404, `no handler for route "${path}". route entry not found.`);
}

export function unsupportedPath(): VaultRefusal {
  return new VaultRefusal(404, several('unsupported path'));
}

export function unsupportedOperation(): VaultRefusal {
  return new VaultRefusal(405, several('unsupported operation'));
}

/** As Go's multierror writes them. */
function several(...words: readonly string[]): string {
  const count = words.length === 1 ? '1 error' : `${words.length} errors`;
  return `${count} occurred:\n${words.map((each) => `\t* ${each}\n`).join('')}\n`;
}
