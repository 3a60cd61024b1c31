// Workload identity pools: whose tokens the token exchange takes, and who their subjects are here.

import type { Caller } from '../allow/members.ts';
import type { Project, Projects } from '../projects.ts';
import type { Claims } from '../tokens/signing.ts';

/** One provider in one pool; its issuer is the sandbox's own. */
export interface ProviderOptions {
  /** The id of the project that the pool is in. */
  readonly project: string;
  readonly pool: string;
  readonly provider: string;
  /** What a subject token may be for; left out: the provider's own name, with `https:` or without. */
  readonly audiences?: readonly string[];
  /** `google.subject` and `attribute.X`, each from one claim; left out: the subject from `assertion.sub`. */
  readonly mapping?: Readonly<Record<string, string>>;
}

export interface Provider {
  /** `//iam.googleapis.com/projects/N/locations/global/workloadIdentityPools/POOL/providers/PROVIDER` */
  readonly audience: string;
  readonly audiences: readonly string[];
  /** Null where the claims have no subject. */
  callerOf(claims: Claims): Caller | null;
  /** The member that stands for one subject in allow policies. */
  principal(subject: string): string;
}

/** Throws an Error for a mapping that it does not understand and for a project that does not exist. */
export function createProvider(options: ProviderOptions, projects: Projects): Provider {
  const { mapping = { 'google.subject': 'assertion.sub' }, pool, provider } = options;
  const project = projects.find(options.project);
  if (project === null) throw new Error(`the pool ${pool} is in no project`);
  const place = placeOf(project, pool);
  const audience = `//iam.googleapis.com/${place}/providers/${provider}`;
  const read = Object.entries(mapping).map(([name, from]) => [name, pathIn(from)] as const);
  const principal = (subject: string): string =>
    `principal://iam.googleapis.com/${place}/subject/${subject}`;
  return {
    audience,
    audiences: options.audiences ?? [audience, `https:${audience}`],
    principal,
    callerOf(claims) {
      const mapped = read.map(([name, path]) => [name, valueAt(claims, path)] as const);
      const subject = mapped.find(([name]) => name === 'google.subject')?.[1] ?? null;
      if (subject === null) return null;
      const set = `principalSet://iam.googleapis.com/${place}`;
      const sets = mapped
        .filter(([name, value]) => name.startsWith('attribute.') && value !== null)
        .map(([name, value]) => `${set}/${name}/${value}`);
      return { member: principal(subject), email: principal(subject), sets: [`${set}/*`, ...sets] };
    },
  };
}

function placeOf({ number }: Project, pool: string): string {
  return `projects/${number}/locations/global/workloadIdentityPools/${pool}`;
}

/** Of the mapping language, only the path to one claim. */
function pathIn(expression: string): readonly string[] {
  const [, path] = /^assertion\.(\w+(?:\.\w+)*)$/.exec(expression) ?? [];
  if (path === undefined) throw new Error(`the sandbox cannot map '${expression}'`);
  return path.split('.');
}

function valueAt(claims: Claims, path: readonly string[]): string | null {
  const found = path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Claims)[key] : undefined,
    claims,
  );
  return typeof found === 'string' && found !== '' ? found : null;
}
