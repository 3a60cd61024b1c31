// `sys/namespaces`, where the sandbox has them.

import type { Call, Reply, Route } from '../call.ts';
import type { Namespace, Namespaces } from '../store/namespaces.ts';

export interface NamespaceRoutesOptions {
  readonly namespaces: Namespaces;
  /** Puts into a new one what every namespace has, and takes everything out of one that goes. */
  readonly furnish: (path: string) => void;
  readonly clear: (path: string) => void;
}

export function namespaceRoutes(options: NamespaceRoutesOptions): readonly Route[] {
  const { clear, furnish, namespaces } = options;
  if (!namespaces.enabled) return [];
  const pathOf = ({ namespace, params }: Call): string => `${namespace}${params['name'] ?? ''}/`;
  const shown = ({ id, path }: Namespace): Reply => ({ data: { custom_metadata: {}, id, path } });
  return [
    {
      path: /^namespaces$/,
      list({ namespace }) {
        const below = namespaces.direct(namespace);
        const rest = (path: string): string => path.slice(namespace.length);
        return {
          data: {
            key_info: Object.fromEntries(below.map((each) => [rest(each.path), each])),
            keys: below.map(({ path }) => rest(path)),
          },
        };
      },
    },
    {
      path: /^namespaces\/(?<name>[^/]+)$/,
      read(call) {
        const found = namespaces.find(pathOf(call));
        return found === null ? null : shown(found);
      },
      write(call) {
        const made = namespaces.add(pathOf(call));
        furnish(made.path);
        return shown(made);
      },
      remove(call) {
        clear(pathOf(call));
        namespaces.remove(pathOf(call));
        return null;
      },
    },
  ];
}
