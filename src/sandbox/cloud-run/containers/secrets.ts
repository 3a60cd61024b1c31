// The secrets that a template refers to: read on behalf of the revision's account, in no file and no message.

import { status } from '@grpc/grpc-js';
import type { Caller } from '../../google/allow/members.ts';
import type { Projects } from '../../google/projects.ts';
import { CloudRefusal } from '../../google/refusal.ts';
import { callerOf } from '../../google/tokens/identities.ts';
import type { Container, Problem, RevisionState, ServiceKey, Template } from '../messages.ts';

/**
 * What a version holds: `projects/P/secrets/S/versions/V`, V a number or `latest`. Throws a CloudRefusal where the
 * caller may not read it, it does not exist, or it is disabled or destroyed.
 */
export type ReadSecret = (version: string, caller: Pick<Caller, 'member'>) => Buffer;

export const noSecret: ReadSecret = (version) => {
  throw new CloudRefusal('NOT_FOUND', `Secret [${version}] not found.`);
};

export interface Secrets {
  /** Why the revision cannot have all that its template refers to; null when it can. */
  problem(key: ServiceKey, revision: RevisionState): Problem | null;
  /** Values by the name of their environment variable. Throws a CloudRefusal. */
  environment(key: ServiceKey, revision: RevisionState, container: Container): Values;
}

type Values = Readonly<Record<string, string>>;

export interface SecretsOptions {
  readonly projects: Projects;
  readonly read: ReadSecret;
}

interface Reference {
  readonly variable: string;
  /** As Cloud Run's v1 API names the field: its messages do. */
  readonly field: string;
  readonly version: string;
}

export function createSecrets({ projects, read }: SecretsOptions): Secrets {
  const numberOf = ({ project }: ServiceKey): string => projects.find(project)?.number ?? project;
  return {
    problem(key, { template }) {
      const account = template.serviceAccount ?? '';
      const lines = (template.containers ?? [])
        .flatMap((container, at) => referencesOf(container, at, numberOf(key)))
        .flatMap((reference) => {
          const words = refusalOf(() => read(reference.version, callerOf(account)), {
            account,
            version: reference.version,
          });
          return words === null ? [] : [`${reference.field}: ${words}`];
        });
      return lines.length === 0 ? null : secretProblem(lines);
    },
    environment(key, { template }, container) {
      const caller = callerOf(accountOf(template));
      const values = referencesOf(container, 0, numberOf(key)).map(
        ({ variable, version }) => [variable, read(version, caller).toString()] as const,
      );
      return Object.fromEntries(values);
    },
  };
}

function accountOf({ serviceAccount }: Template): string {
  return serviceAccount ?? '';
}

/** A short name is one of the same project. */
function referencesOf({ env }: Container, at: number, project: string): readonly Reference[] {
  return (env ?? []).flatMap(({ name, valueSource }, index) => {
    const { secret, version } = valueSource?.secretKeyRef ?? {};
    if (!secret) return [];
    const full = secret.startsWith('projects/') ? secret : `projects/${project}/secrets/${secret}`;
    return {
      variable: name ?? '',
      field: `spec.template.spec.containers[${at}].env[${index}].value_from.secret_key_ref.name`,
      version: `${full}/versions/${version || 'latest'}`,
    };
  });
}

interface Asked {
  readonly account: string;
  readonly version: string;
}

/** https://cloud.google.com/run/docs/troubleshooting has the first; the others are what deploys are told. */
function refusalOf(read: () => Buffer, { account, version }: Asked): string | null {
  try {
    read();
    return null;
  } catch (error) {
    if (!(error instanceof CloudRefusal)) throw error;
    if (error.status === 'NOT_FOUND') return `Secret ${version} was not found`;
    if (error.status !== 'PERMISSION_DENIED') return error.message;
    return `Permission denied on secret: ${version} for Revision service account ${account}. The service account used must be granted the 'Secret Manager Secret Accessor' role (roles/secretmanager.secretAccessor) at the secret, project or higher level.`;
  }
}

function secretProblem(lines: readonly string[]): Problem {
  return {
    message: lines.join('\n'),
    code: status.INTERNAL,
    reason: { reason: 'SECRETS_ACCESS_CHECK_FAILED' },
  };
}
