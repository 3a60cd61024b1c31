// The one form behind the many that a manifest may be written in.

import type { ServiceSpec } from './generated/documents.ts';

/** What a service asks for, in its environment's words already. What nobody wrote is left out. */
export interface EffectiveService extends Omit<ServiceSpec, 'image' | 'resources' | 'environment'> {
  readonly resources?: {
    readonly limits?: { readonly cpu?: string; readonly memory?: string };
    readonly startup_cpu_boost?: boolean;
  };
  readonly environment?: Readonly<Record<string, string>>;
}

/** Strings where strings are meant. */
export function inOneForm({
  image: _image,
  resources,
  environment,
  ...spec
}: ServiceSpec): EffectiveService {
  const { limits, ...others } = resources ?? {};
  return {
    ...spec,
    ...(resources && {
      resources: {
        ...others,
        ...(limits && {
          limits: {
            ...(limits.cpu !== undefined && { cpu: String(limits.cpu) }),
            ...(limits.memory !== undefined && { memory: String(limits.memory) }),
          },
        }),
      },
    }),
    ...(environment && {
      environment: Object.fromEntries(
        Object.entries(environment).map(([name, value]) => [name, String(value)]),
      ),
    }),
  };
}
