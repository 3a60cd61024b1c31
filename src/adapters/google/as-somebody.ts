// A request with the token of whoever asks, whoever else uses the same client.

import type { Identity, Principal } from '../../ports/identity.ts';
import { CODE, codeOf } from './canonical-code.ts';

export type Tokens = Pick<Identity, 'accessToken' | 'rejected'>;

/**
 * A token that Google does not take, though it should be good still, is asked for anew and the request sent once more:
 * nothing was done with it.
 */
export async function asSomebody<T>(
  identity: Tokens,
  as: Principal,
  send: (token: string) => Promise<T>,
): Promise<T> {
  const token = await identity.accessToken(as);
  try {
    return await send(token);
  } catch (error) {
    if (codeOf(error) !== CODE.unauthenticated) throw error;
    identity.rejected(as, token);
    const other = await identity.accessToken(as);
    if (other === token) throw error;
    return send(other);
  }
}
