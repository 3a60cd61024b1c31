// Whose requests are counted together.

import type { FastifyRequest } from 'fastify';
import type { World } from '../../forge/model/world.ts';
import { tokenIn } from '../api/token-in.ts';
import { bearerOf } from '../app/bearer.ts';
import type { Limits } from './counts.ts';

export interface Asker {
  readonly key: string;
  /** As the refusal names them. */
  readonly named: string;
  readonly limit: number;
  /** A stranger comes with a token that nobody has, is refused for that and not counted. */
  readonly who: 'known' | 'nobody' | 'stranger';
}

/** Of those who bring no token. */
const NOBODY = 60;

/** A person, an installation of the App, the App itself, or whoever asks from one address. */
export function askerOf(world: World, request: FastifyRequest, { perHour: limit }: Limits): Asker {
  const token = tokenIn(request.headers);
  if (token === null) return nobody(request, 'nobody');
  if (token.split('.').length === 3) return { key: 'app', named: 'the App', limit, who: 'known' };
  const bearer = bearerOf(world, token);
  if (bearer === null) return nobody(request, 'stranger');
  const { user, installation } = bearer;
  const named =
    installation === null ? `user ID ${user.id}` : `installation ID ${installation.installation}`;
  return { key: named, named, limit, who: 'known' };
}

function nobody({ ip }: FastifyRequest, who: Asker['who']): Asker {
  return { key: ip, named: ip, limit: NOBODY, who };
}
