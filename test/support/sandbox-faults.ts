// Telling the sandbox to fail, over its control address, as anybody can.

import type { Sandbox } from './sandbox-process.ts';
import { eventually } from './sandbox-wait.ts';

export interface Wished {
  readonly service: string;
  readonly method: string;
  readonly fault: Readonly<Record<string, unknown>>;
  readonly times?: number;
  readonly share?: number;
  readonly where?: Readonly<Record<string, string>>;
}

export interface Listed extends Wished {
  readonly id: string;
  readonly struck: number;
  readonly left: number | null;
}

export interface Service {
  readonly faults: readonly string[];
  readonly where: readonly string[];
  readonly methods: readonly string[];
}

export interface SandboxFaults {
  readonly services: () => Promise<Readonly<Record<string, Service>>>;
  readonly set: (wished: Wished) => Promise<Listed>;
  readonly find: (id: string) => Promise<Listed>;
  /** Resolves once it has struck so often. */
  readonly struck: (fault: Listed, times?: number) => Promise<void>;
  readonly clear: () => Promise<void>;
}

export function faultsOf({ control }: Pick<Sandbox, 'control'>): SandboxFaults {
  async function ask<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${control}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  }
  const find = (id: string) => ask<Listed>('GET', `/faults/${id}`);
  return {
    services: async () =>
      (await ask<{ services: Readonly<Record<string, Service>> }>('GET', '/')).services,
    set: (wished) => ask('POST', '/faults', wished),
    find,
    async struck({ id, method, service }, times = 1) {
      await eventually(`${service} ${method} to be struck ${times} times`, async () =>
        (await find(id)).struck >= times ? true : null,
      );
    },
    clear: () => ask('DELETE', '/faults'),
  };
}
