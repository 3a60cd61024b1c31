// What there is to see from outside: comments, notes, statuses, what runs, what Git holds.

import type { MemoryForge } from '../../../src/adapters/memory/forge.ts';
import type { MergeRequest } from '../../../src/ports/forge.ts';
import type { Outcome } from '../../../src/plan/outcome.ts';
import type { Ledger } from '../../../src/ports/ledger.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import type { Scope } from '../../../src/resources/scope.ts';
import { splitTarget, type Target } from '../../../src/resources/address.ts';
import type { Marks } from '../../../src/resources/resource.ts';
import type { TestOrigin } from '../../adapters/git/origin.ts';

export interface Live {
  /** Of what serves most; null while nothing does. */
  readonly version: string | null;
  readonly serving: string | null;
  readonly revisions: readonly { readonly name: string; readonly state: string }[];
  readonly marks: Marks;
  readonly ingress: string;
  readonly minInstances: number;
  readonly owned: boolean;
}

export interface Sights {
  /** The bot's one comment; fails when there is none, or more than one. */
  readonly comment: (number: number) => string;
  /** The provisioner's comment; null where it has none. */
  readonly provision: (number: number) => string | null;
  /** What the bot wrote besides. */
  readonly notes: (number: number) => readonly string[];
  /** `runway/plan` of the newest head: `passed: Merging …`. */
  readonly status: (number: number, context?: string) => Promise<string | null>;
  readonly mergeRequest: (number: number) => Promise<MergeRequest>;
  /** Newest first. */
  readonly mergeRequestsFrom: (branch: string) => Promise<readonly MergeRequest[]>;
  /** What runs in a region; null when nothing does. */
  readonly live: (target: Target, region?: string) => Promise<Live | null>;
  readonly outcome: (target: Target) => Promise<Outcome | null>;
  /** A file on a branch; null when it is not there. */
  readonly read: (branch: string, path: string) => string | null;
}

export function createSights(parts: {
  readonly origin: TestOrigin;
  readonly forge: MemoryForge;
  readonly runtime: Provider<'Service' | 'Traffic' | 'Endpoint'>;
  readonly ledger: Ledger;
}): Sights {
  const { origin, forge, runtime, ledger } = parts;
  const written = (number: number): readonly string[] =>
    forge.people.notes(number).flatMap(({ author, body }) => (author === 'runway' ? body : []));
  const isComment = (body: string): boolean => body.startsWith('<!-- runway:comment -->');
  const isProvision = (body: string): boolean =>
    body.startsWith('<!-- runway:comment provisioner -->');
  const mergeRequest = async (number: number): Promise<MergeRequest> => {
    const found = await forge.forge.mergeRequest(number);
    if (found === null) throw new Error(`there is no merge request ${number}`);
    return found;
  };
  return {
    comment(number) {
      const [only, ...more] = written(number).filter(isComment);
      if (only === undefined || more.length > 0)
        throw new Error(`!${number} has ${more.length + (only === undefined ? 0 : 1)} comments`);
      return only;
    },
    provision: (number) => written(number).find(isProvision) ?? null,
    notes: (number) => written(number).filter((body) => !isComment(body) && !isProvision(body)),
    async status(number, wanted = 'runway/plan') {
      const { head } = await mergeRequest(number);
      const found = forge.people.statuses(head).find(({ context }) => context === wanted);
      return found === undefined ? null : `${found.state}: ${found.summary}`;
    },
    mergeRequest,
    mergeRequestsFrom: (source) => forge.forge.mergeRequests({ state: 'all', source }),
    live: (target, region = 'us-east1') => look(runtime, target, region),
    outcome: async (target) => (await ledger.latest(target))?.outcome ?? null,
    read(branch, path) {
      try {
        origin.git('fetch', '-q', 'origin', `+refs/heads/${branch}:refs/remotes/origin/${branch}`);
        return `${origin.git('show', `refs/remotes/origin/${branch}:${path}`)}\n`;
      } catch {
        return null;
      }
    },
  };
}

async function look(
  runtime: Provider<'Service' | 'Traffic' | 'Endpoint'>,
  target: Target,
  region: string,
): Promise<Live | null> {
  const { environment, workload } = splitTarget(target);
  const scope: Scope = {
    environment,
    runtime: { kind: 'cloud-run', project: `acme-runway-${environment}`, regions: [region] },
    images: '',
    identity: null,
    vault: null,
    workload,
  };
  const observed = await runtime.observe(scope, [], new AbortController().signal);
  const service = observed.find((seen) => seen.kind === 'Service');
  const traffic = observed.find((seen) => seen.kind === 'Traffic');
  const endpoint = observed.find((seen) => seen.kind === 'Endpoint');
  if (service === undefined || traffic === undefined || endpoint === undefined) return null;
  const [route] = [...traffic.facts.routes].sort((a, b) => b.percent - a.percent);
  const serving = service.facts.revisions.find(({ name }) => name === route?.revision);
  return {
    version: serving?.version ?? null,
    serving: serving?.name ?? null,
    revisions: service.facts.revisions.map(({ name, state }) => ({ name, state })),
    marks: service.facts.marks,
    ingress: endpoint.spec.ingress,
    minInstances: service.spec.scaling.minInstances,
    owned: service.owned,
  };
}
