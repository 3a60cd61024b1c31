// `sys/policies/acl`, and the older `sys/policy`.

import type { Call, Route } from '../call.ts';
import { textIn } from '../input.ts';
import { badRequest } from '../refusal.ts';
import type { Policies } from '../policies/policies.ts';

export function policyRoutes(policies: Policies): readonly Route[] {
  const nameOf = ({ params }: Call): string => (params['name'] ?? '').toLowerCase();
  const one = (path: RegExp, field: 'policy' | 'rules'): Route => ({
    path,
    read(call) {
      const name = nameOf(call);
      const text = name === 'root' ? '' : policies.text(call.namespace, name);
      return text === null ? null : { data: { name, [field]: text } };
    },
    write(call) {
      const text = textIn(call.data, 'policy') ?? '';
      if (text === '') throw badRequest("'policy' parameter not supplied or empty");
      const plain = /^[A-Za-z0-9+/]+={0,2}$/.test(text);
      policies.write(
        call.namespace,
        nameOf(call),
        plain ? Buffer.from(text, 'base64').toString('utf8') : text,
      );
      return null;
    },
    remove(call) {
      policies.remove(call.namespace, nameOf(call));
      return null;
    },
  });
  const names = ({ namespace }: Call): readonly string[] => [
    ...policies.names(namespace),
    ...(namespace === '' ? ['root'] : []),
  ];
  return [
    { path: /^policies\/acl$/, list: (call) => ({ data: { keys: names(call) } }) },
    one(/^policies\/acl\/(?<name>.+)$/, 'policy'),
    {
      path: /^policy$/,
      read: (call) => ({ data: { keys: names(call), policies: names(call) } }),
      list: (call) => ({ data: { keys: names(call), policies: names(call) } }),
    },
    one(/^policy\/(?<name>.+)$/, 'rules'),
  ];
}
