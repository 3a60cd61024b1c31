// What things are called at Acme.

export const PLATFORM = 'acme/platform';
export const DEFAULT_BRANCH = 'main';

/** In the order in which a release travels. */
export const environments = ['dev', 'staging', 'production'] as const;

/** The Google Cloud project of an environment. */
export function projectOf(environment: string): string {
  return `acme-runway-${environment}`;
}

/** Where an environment's images live. */
export function imagesOf(environment: string): string {
  return `us-docker.pkg.dev/${projectOf(environment)}`;
}
