// A page on this machine that takes a person to GitHub and hears, when they come back, which App they have made.

import { randomBytes } from 'node:crypto';
import Fastify, { type FastifyRequest } from 'fastify';
import { isCode, type NewApp } from '../../adapters/github/registration.ts';
import { Failure } from '../../ports/failure.ts';
import { oneOfSecrets } from '../../server/secret.ts';
import { manifestFor, newAppAddress, type Wanted } from './manifest.ts';
import { beginPage, donePage, type Page, refusalPage } from './pages.ts';

export interface Registering {
  readonly wanted: Wanted;
  /** 0: any. */
  readonly port: number;
  /** Changes a code for the App. What fails is told on the page, and the person may try again. */
  readonly claim: (code: string) => Promise<NewApp>;
  /** GitHub gives the secrets once. */
  readonly keep: (app: NewApp) => Promise<void>;
}

export interface Registration {
  /** What to open in a browser: `http://127.0.0.1:PORT/…`. */
  readonly url: string;
  /** The App, once it is kept. Rejects where it could not be kept. */
  readonly made: Promise<NewApp>;
  readonly close: () => Promise<void>;
}

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  // The command ends with the last answer.
  connection: 'close',
};

/**
 * Listens on this machine only, at an address that cannot be guessed: the page holds `state`, a secret of this
 * registration. Whoever does not bring it back has made an App elsewhere, and is not to make it ours.
 */
export async function openRegistration(parts: Registering): Promise<Registration> {
  const [begin, state] = [secret(), secret()];
  const server = Fastify({ logger: false });
  server.get(`/${begin}`, async (_request, reply) => {
    const manifest = await manifestFor(parts.wanted, `${server.listeningOrigin}/registered`);
    const { status, html } = beginPage(manifest, newAppAddress(parts.wanted, state));
    return reply.code(status).headers(HEADERS).send(html);
  });
  const made = new Promise<NewApp>((resolve, reject) => {
    server.get('/registered', async (request, reply) => {
      const told = { registered: resolve, lost: reject };
      const { status, html } = await comeBack(request, { ...parts, ...told, state });
      // The address holds the code.
      const headers = { ...HEADERS, 'referrer-policy': 'no-referrer' };
      return reply.code(status).headers(headers).send(html);
    });
  });
  const origin = await server.listen({ host: '127.0.0.1', port: parts.port }).catch((cause) => {
    throw new Failure({
      code: 'RUNWAY_SETTINGS_INVALID',
      message: `The page cannot be shown on port ${parts.port} (${(cause as NodeJS.ErrnoException).code ?? 'unknown'}).`,
      hint: 'Name another port with --port, or none.',
      retry: 'never',
      cause,
    });
  });
  return { url: `${origin}/${begin}`, made, close: () => server.close() };
}

function secret(): string {
  return randomBytes(24).toString('base64url');
}

interface ComingBack extends Registering {
  readonly state: string;
  readonly registered: (app: NewApp) => void;
  readonly lost: (error: unknown) => void;
}

async function comeBack(
  { query }: FastifyRequest,
  { state, wanted, ...parts }: ComingBack,
): Promise<Page> {
  const { state: brought, code } = query as Readonly<Record<string, unknown>>;
  if (typeof brought !== 'string' || !oneOfSecrets(brought, [state])) {
    return refusalPage(400, 'This belongs to another registration. Begin where the command says.');
  }
  if (typeof code !== 'string' || !isCode(code)) {
    return refusalPage(400, 'GitHub sent no code. Begin again where the command says.');
  }
  const app = await parts.claim(code).catch(failureOf);
  if (app instanceof Failure) return refusalPage(502, `${app.message}. ${app.hint}`);
  try {
    await parts.keep(app);
  } catch (error) {
    parts.lost(error);
    return refusalPage(500, 'Its secrets could not be kept. The command says more.');
  }
  parts.registered(app);
  return donePage(installAddress(wanted, app));
}

function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}

/** GitHub's answer says where the App's page is; a page elsewhere is none of GitHub's. */
export function installAddress({ site }: Wanted, { page, slug }: NewApp): string {
  const there = page.startsWith(`${site}/`) ? page : `${site}/apps/${encodeURIComponent(slug)}`;
  return `${there}/installations/new`;
}
