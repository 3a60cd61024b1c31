// The bot's HTTP side from its settings, listening.

import type { FastifyInstance } from 'fastify';
import { Failure } from '../../ports/failure.ts';
import type { Log } from '../../ports/log.ts';
import type { Queue } from '../../ports/queue.ts';
import type { Stage } from '../../server/health.ts';
import type { Metrics } from '../../server/metrics/metrics.ts';
import { createServer } from '../../server/server.ts';
import type { ForgeHooks, Watched } from '../../server/webhooks/forge-hooks.ts';
import { gitLabHooks } from '../../server/webhooks/gitlab/gitlab.ts';
import type { BotProgram } from './program.ts';
import { botSecrets, type ForgeSecrets } from './secrets.ts';
import { systemClock } from '../clock.ts';
import type { LoadedSettings } from '../settings.ts';

export interface BotServerParts {
  /** The API speaks of the first where a request names none. */
  readonly programs: readonly [BotProgram, ...BotProgram[]];
  readonly metrics: Metrics;
  readonly stage: () => Stage;
}

export async function botServer(
  loaded: LoadedSettings,
  { programs, metrics, stage }: BotServerParts,
): Promise<FastifyInstance> {
  const { queue, ledger, log, settings } = programs[0].outside;
  const { readToken, webhooks } = await botSecrets(loaded, systemClock);
  const { forge, server } = loaded.settings;
  const poke = (): void => programs.forEach(({ worker }) => worker.poke());
  const named = Object.fromEntries(programs.map(({ name, outside }) => [name, outside]));
  return createServer({
    api: { queue, ledger, programs: named, token: readToken, poke },
    webhooks: {
      forge: await hooksOf(webhooks, {
        log,
        watched: { project: forge.project, defaultBranch: settings.defaultBranch },
      }),
      queue: { deliver: (...hook) => deliverToAll(programs, ...hook) },
      log,
      now: () => systemClock.now(),
      observe: metrics.hooked,
      poke,
    },
    health: { queue, stage },
    metrics: { text: () => metrics.text(), token: server.metrics === 'open' ? null : readToken },
    log,
  });
}

/**
 * Fresh where any has not seen it: when one could not store it, the forge is told so, and only that one takes the repeat.
 */
async function deliverToAll(
  programs: BotServerParts['programs'],
  ...hook: Parameters<Queue['deliver']>
): Promise<boolean> {
  let fresh = false;
  for (const { outside } of programs) fresh = (await outside.queue.deliver(...hook)) || fresh;
  return fresh;
}

/** Probot is loaded only where there is a GitHub. */
async function hooksOf(
  known: ForgeSecrets,
  { log, watched }: { readonly log: Log; readonly watched: Watched },
): Promise<ForgeHooks> {
  if (known.kind === 'gitlab') {
    return gitLabHooks({ secrets: known.secrets, watched, now: () => systemClock.now() });
  }
  const { gitHubHooks } = await import('../../server/webhooks/github/github.ts');
  return gitHubHooks({ secrets: known.secrets, appId: known.appId, watched, log });
}

/** The address. Throws a Failure where the port cannot be had. */
export async function listen(loaded: LoadedSettings, server: FastifyInstance): Promise<string> {
  const { host = '0.0.0.0', port } = loaded.settings.server;
  try {
    return await server.listen({ host, port });
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new Failure({
      code: 'RUNWAY_SETTINGS_INVALID',
      message: `The bot cannot listen on ${host} port ${port} (${why}).`,
      hint: 'Name another port under `server` in the settings, or end what listens there.',
      retry: 'never',
      cause,
    });
  }
}
