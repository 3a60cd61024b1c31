// What both sides of an image copy have to agree on. Without code, so that nobody starts a registry by naming one.

export const USER = 'alice';
export const REPOSITORY = 'acme/checkout';

export interface Asked {
  readonly registry: 'source' | 'target';
  readonly method: string;
  readonly path: string;
}

export interface Registries {
  readonly source: string;
  readonly target: string;
  readonly password: string;
  readonly image: { readonly digest: string; readonly layer: string; readonly bytes: number };
}
