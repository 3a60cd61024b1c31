// Projects, and the two names that each of them has.

export interface Project {
  readonly id: string;
  /** Twelve digits. */
  readonly number: string;
}

export interface Projects {
  /** By id or number; null when there is none. */
  find(named: string): Project | null;
  all(): readonly Project[];
}

export function createProjects(given: readonly Project[]): Projects {
  const byName = new Map(
    given.flatMap((project) => [
      [project.id, project],
      [project.number, project],
    ]),
  );
  return { find: (named) => byName.get(named) ?? null, all: () => given };
}

/** The account that code runs as where nobody chose one. */
export function defaultComputeAccount({ number }: Project): string {
  return `${number}-compute@developer.gserviceaccount.com`;
}

/** Cloud Run's own account in a project: it pulls images and signs tokens. */
export function runServiceAgent({ number }: Project): string {
  return `service-${number}@serverless-robot-prod.iam.gserviceaccount.com`;
}

/** Google's own accounts of a project: they can be granted roles, and nobody can make or remove them. */
export function isServiceAgent(email: string, projects: readonly Project[]): boolean {
  return projects.some(
    (project) =>
      email === runServiceAgent(project) ||
      email === `${project.number}@cloudservices.gserviceaccount.com` ||
      email === `service-${project.number}@gcp-sa-artifactregistry.iam.gserviceaccount.com` ||
      email === `service-${project.number}@gcp-sa-secretmanager.iam.gserviceaccount.com`,
  );
}
