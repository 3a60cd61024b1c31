// IAM, IAM Credentials, the token exchange and Resource Manager on loopback: REST over TLS, all on one port.

import { createServer } from 'node:https';
import { join } from 'node:path';
import type { Log } from '../../../ports/log.ts';
import { createFaults, type Faults } from '../../faults/faults.ts';
import { guarded } from '../../faults/http-guard.ts';
import { listenAgain } from '../../listening.ts';
import type { Cloud } from '../cloud.ts';
import { jsonOver } from '../serve/json-http.ts';
import { openStateFile } from '../state-file.ts';
import { createSigner, newKey } from '../tokens/signing.ts';
import { answeringBy } from './answer.ts';
import { credentialsMethods } from './credentials.ts';
import { createDoors } from './door.ts';
import { createProvider, type Provider, type ProviderOptions } from './federation.ts';
import { iamMethods } from './iam.ts';
import { createIssuer, type Issuer, type SubjectToken } from './issuer.ts';
import type { AnyMethod } from './method.ts';
import { resourceManagerMethods } from './resource-manager.ts';
import { createRouter } from './router.ts';
import { stsMethods } from './sts.ts';

export interface GoogleApisOptions {
  readonly cloud: Cloud;
  /** PEM, as `createAuthority` makes them. */
  readonly tls: { readonly cert: string; readonly key: string };
  /** Holds the issuer's key and the last port. */
  readonly dir: string;
  readonly log: Log;
  /** Left out: none. */
  readonly faults?: Faults;
  /** Whose tokens are taken for federation; left out: pool `runway`, provider `sandbox`, in the first project. */
  readonly federation?: readonly ProviderOptions[];
}

export interface GoogleApis {
  /** Where each API begins, without a slash at the end: `https://localhost:PORT`. */
  readonly iam: string;
  readonly iamCredentials: string;
  readonly sts: string;
  readonly resourceManager: string;
  /** The issuer of subject tokens; its keys are at `/jwks` below it. */
  readonly oidc: string;
  /** Google's own public keys, as at www.googleapis.com. */
  readonly certs: string;
  /** The first provider: its audience, and the member that a subject is in allow policies. */
  readonly federation: { readonly audience: string; principal(subject: string): string };
  /** What a job would be given to prove who it is. */
  subjectToken(subject: string, options?: SubjectToken): string;
  stop(): Promise<void>;
}

export async function startGoogleApis(options: GoogleApisOptions): Promise<GoogleApis> {
  const { cloud, dir, log, tls } = options;
  const server = createServer({ cert: tls.cert, key: tls.key });
  const port = await listenAgain(server, join(dir, 'rest-port'));
  const origin = `https://localhost:${port}`;
  const { first, issuer, methods } = describeApis(options, `${origin}/oidc`);
  const find = createRouter(methods);
  const see = createDoors(options.faults ?? createFaults(), methods, find);
  server.on('request', guarded(see, jsonOver(answeringBy(find, cloud), log)));
  return {
    iam: origin,
    iamCredentials: origin,
    sts: origin,
    resourceManager: origin,
    oidc: issuer.url,
    certs: `${origin}/oauth2/v3/certs`,
    federation: { audience: first.audience, principal: (subject) => first.principal(subject) },
    subjectToken: (subject, more) => issuer.token(subject, more),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Apis {
  readonly first: Provider;
  readonly issuer: Issuer;
  readonly methods: readonly AnyMethod[];
}

function describeApis({ cloud, dir, federation }: GoogleApisOptions, url: string): Apis {
  const { projects } = cloud;
  const pool = { project: projects.all()[0]?.id ?? '', pool: 'runway', provider: 'sandbox' };
  const providers = (federation ?? [pool]).map((wanted) => createProvider(wanted, projects));
  const [first] = providers;
  if (first === undefined) throw new Error('there is no provider for federation');
  const key = openStateFile(join(dir, 'oidc-key.json'), () => ({ pem: newKey() }));
  const signer = createSigner(key.read().pem);
  const issuer = createIssuer({ url, signer, audience: first.audience, now: () => cloud.now() });
  const methods = [
    ...iamMethods,
    ...credentialsMethods,
    ...resourceManagerMethods,
    ...stsMethods({ providers, signer, issuer: url }),
    ...issuer.methods,
  ];
  return { first, issuer, methods };
}
