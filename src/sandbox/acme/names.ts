// What things are called at Acme.

export const PLATFORM = 'acme/platform';
export const DEFAULT_BRANCH = 'main';

/** In the order in which a release travels. */
export const environments = ['dev', 'staging', 'production'] as const;

/** The Google Cloud project of an environment. */
export function projectOf(environment: string): string {
  return `acme-runway-${environment}`;
}

export const IMAGES_LOCATION = 'us';

/** Where an environment's images live. */
export function imagesOf(environment: string): string {
  return `${IMAGES_LOCATION}-docker.pkg.dev/${projectOf(environment)}`;
}

/** The Google Cloud project of the platform itself. */
export const TOOLS = 'acme-platform';

/** As whom the bot runs, and who provisions. */
export const BOT = accountIn(TOOLS, 'runway');
export const PROVISIONER = accountIn(TOOLS, 'runway-provisioner');

/** Who may do everything in the projects of all environments. */
export const OWNER = 'olga@acme.dev';

/** As whom plans are made in an environment. */
export function plansAccount(environment: string): string {
  return accountIn(projectOf(environment), 'runway-plans');
}

function accountIn(project: string, id: string): string {
  return `${id}@${project}.iam.gserviceaccount.com`;
}
