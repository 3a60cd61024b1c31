// What a token may do at some paths, asked without doing it.

import type { Call, Data, Route } from '../call.ts';
import { textIn, textsIn } from '../input.ts';
import { badRequest, permissionDenied, VaultRefusal } from '../refusal.ts';
import type { Token } from '../tokens/token.ts';
import type { Tokens } from '../tokens/tokens.ts';

export function capabilityRoutes(
  tokens: Tokens,
  capabilitiesOf: (token: Token, path: string) => readonly string[],
): readonly Route[] {
  const answer = (token: Token, { data, namespace }: Call): { data: Data } => {
    const paths = textsIn(data, 'paths') ?? textsIn(data, 'path') ?? [];
    const [first] = paths;
    if (first === undefined) throw badRequest('paths must be supplied');
    const found = paths.map((path) => [path, capabilitiesOf(token, namespace + path)] as const);
    return { data: { ...Object.fromEntries(found), capabilities: found[0]?.[1] ?? [] } };
  };
  return [
    {
      path: /^capabilities-self$/,
      write(call) {
        if (call.caller === null) throw permissionDenied();
        return answer(call.caller.token, call);
      },
    },
    {
      path: /^capabilities$/,
      write(call) {
        const token = tokens.find(textIn(call.data, 'token') ?? '');
        if (token === null) throw new VaultRefusal(400, 'invalid token');
        return answer(token, call);
      },
    },
  ];
}
