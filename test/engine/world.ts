// One program's engine on the runtime in memory.

import { createMemoryRuntime } from '../../src/adapters/memory/runtime.ts';
import { advance, type Move, type Moved } from '../../src/engine/advance.ts';
import { observe } from '../../src/engine/observe.ts';
import { planTarget } from '../../src/plan/plan-target.ts';
import type { Provider } from '../../src/ports/provider.ts';
import type { Template } from '../../src/resources/kinds.ts';
import type { Observed, Resource } from '../../src/resources/resource.ts';
import type { Scope } from '../../src/resources/scope.ts';
import { desired, target } from '../support/planned-resources.ts';

export const regions = ['europe-west1', 'us-east1'] as const;
export const never = new AbortController().signal;

export const scope: Scope = {
  environment: 'production',
  runtime: { kind: 'cloud-run', project: 'acme-runway-production', regions },
  images: 'us-docker.pkg.dev/acme-runway-production',
  identity: null,
  vault: null,
  workload: 'checkout',
};

/** What is wanted in these regions; images are another provider's business. */
export function wanted(changes: Partial<Template> = {}, where: readonly string[] = regions) {
  return where.flatMap((region) => desired(changes, region).filter(({ kind }) => kind !== 'Image'));
}

export interface Engine {
  readonly world: ReturnType<typeof createMemoryRuntime>['world'];
  readonly providers: readonly Provider[];
  readonly revisions: readonly string[];
  look(): Promise<readonly Observed[]>;
  /** One move towards these resources. */
  move(to: readonly Resource[], changes?: Partial<Move>): Promise<Moved>;
  /** Moves, and lets the world come about, until nothing is left to do. */
  arrive(to: readonly Resource[]): Promise<void>;
  /** Writes since the last call of this. */
  writes(): readonly string[];
}

export function createEngine(): Engine {
  const runtime = createMemoryRuntime({ settles: 'when told' });
  const providers = [runtime as unknown as Provider];
  const revisions: string[] = [];
  let seen = 0;
  const look = () => observe(providers, { scope, wanted: [] }, never);

  async function move(to: readonly Resource[], changes: Partial<Move> = {}): Promise<Moved> {
    const observed = await look();
    const intent = 'wanted';
    const plan = planTarget({
      target,
      intent,
      desired: to,
      observed,
      tried: new Set(revisions),
      surplus: 'left',
      adopt: false,
    });
    const onRevision = async (name: string): Promise<void> => void revisions.push(name);
    const marks = { begun: { intent: null }, complete: { intent }, parked: { intent } };
    const usual = {
      plan,
      observed,
      scope,
      strategy: 'expedited',
      adopt: false,
      ...marks,
      onRevision,
    } as const;
    return advance(providers, { ...usual, ...changes }, never);
  }

  return {
    world: runtime.world,
    providers,
    revisions,
    look,
    move,
    async arrive(to) {
      for (let moves = 0; moves < 10; moves += 1) {
        const { written, remaining } = await move(to);
        runtime.world.settle();
        if (written.length + remaining.length === 0) return;
      }
      throw new Error('it never arrives');
    },
    writes() {
      const all = runtime.world.requests.filter(({ verb }) => verb !== 'observe');
      const fresh = all.slice(seen).map(({ verb, region, fields }) => {
        const words = fields.filter((field) => field !== 'annotations').join(' ');
        return `${verb} ${region}: ${words}`.trim();
      });
      seen = all.length;
      return fresh.sort();
    },
  };
}
