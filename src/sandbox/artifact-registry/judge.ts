// Who may do what with the images in the repositories of one project and location.

import type { Cloud } from '../google/cloud.ts';
import type { Refusal } from '../registry/errors.ts';
import type { Judge } from '../registry/access/judge.ts';
import type { ArtifactRegistry } from './start.ts';

export interface JudgeOptions {
  readonly cloud: Pick<Cloud, 'caller' | 'may'>;
  readonly repositories: Pick<ArtifactRegistry, 'repository'>;
  readonly project: string;
  readonly location: string;
}

const PERMISSIONS: Readonly<Record<string, string>> = {
  pull: 'artifactregistry.repositories.downloadArtifacts',
  push: 'artifactregistry.repositories.uploadArtifacts',
  delete: 'artifactregistry.repositories.deleteArtifacts',
};

/** Image names are `PROJECT/REPOSITORY/IMAGE` after the host; an image's own name may have more parts. */
export function createJudge(options: JudgeOptions): Judge {
  const { cloud } = options;
  return {
    who: (accessToken) => cloud.caller(`Bearer ${accessToken}`)?.member ?? null,
    refusal(member, { actions, name, type }) {
      if (type !== 'repository') return denied('Listing everything is not allowed.');
      const resource = resourceOf(name, options);
      if (resource === null) return withoutImage;
      const needed = actions.filter((action) => action !== 'pull' || !actions.includes('push'));
      const missing = needed
        .map((action) => PERMISSIONS[action] ?? '')
        .find((permission) => !cloud.may({ member }, permission, resource));
      if (missing === undefined) return null;
      return denied(
        `Permission "${missing}" denied on resource "${resource}" (or it may not exist)`,
      );
    },
    misplaced(name) {
      const resource = resourceOf(name, options);
      if (resource === null) return withoutImage;
      const [project = '', id = ''] = name.split('/');
      if (project === options.project && exists(resource, options)) return null;
      return { status: 404, code: 'NAME_UNKNOWN', message: `Repository "${id}" not found` };
    },
  };
}

const withoutImage: Refusal = {
  status: 400,
  code: 'NAME_INVALID',
  message:
    'Missing image name. Pushes should be of the form docker push HOST-NAME/PROJECT-ID/REPOSITORY/IMAGE',
};

function denied(message: string): Refusal {
  return { status: 403, code: 'DENIED', message };
}

function resourceOf(name: string, { location }: JudgeOptions): string | null {
  const [project = '', id = '', image] = name.split('/');
  if (image === undefined) return null;
  return `projects/${project}/locations/${location}/repositories/${id}`;
}

function exists(resource: string, { repositories }: JudgeOptions): boolean {
  return repositories.repository(resource) !== null;
}
