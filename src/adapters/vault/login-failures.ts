// Why a login failed, and whose matter that is.

import { Failure } from '../../ports/failure.ts';
import { VaultAnswer } from './client/node-vault.ts';
import type { Login } from './client/leases.ts';
import { said, translated, unreachable, type Failing } from './failures.ts';

export interface Attempt {
  readonly host: string;
  readonly login: Login;
  /** The ID token that was shown. */
  readonly jwt: string;
}

export function loginFailed(error: Failing, { host, jwt, login }: Attempt): Failure {
  const path = `auth/${login.auth}/login`;
  if (!(error instanceof VaultAnswer)) {
    const { namespace, role } = login;
    return translated(error, host, { verb: 'write', path, namespace, role, secrets: [jwt] });
  }
  const away = unreachable(error, host);
  if (away !== null) return new Failure(away);
  const words = said(error, [jwt]);
  const where = login.namespace === null ? '' : ` (namespace ${login.namespace})`;
  return new Failure({
    code: 'RUNWAY_VAULT_DENIED',
    message: `Vault does not let ${login.account} log in at ${path}${where} to the role ${login.role}${words}`,
    hint: cure(error, login),
    retry: 'never',
    who: login.account,
    cause: new Error(`status ${error.status}`),
  });
}

function cure({ errors, status }: VaultAnswer, { account, audience, auth, role }: Login): string {
  const words = errors.join(' ');
  if (/could not be found/.test(words))
    return `There is no role ${role} at auth/${auth}. A workload’s role comes with its inventory file; those for plans and for the provisioner are made once, by the platform.`;
  if (/audience/.test(words))
    return `The role ${role} must have \`${audience}\` among its \`bound_audiences\`: the environment’s \`vault.audience\`.`;
  if (/claim/.test(words))
    return `The role ${role} must bind the claim \`email\` to ${account}, and to nobody else.`;
  if (/signature|could not load configuration|issuer/.test(words))
    return `auth/${auth} must check Google’s signatures: \`jwks_url=https://www.googleapis.com/oauth2/v3/certs bound_issuer=https://accounts.google.com\`.`;
  if (status === 403 || status === 404)
    return `Check that a JWT auth method is mounted at auth/${auth}: the environment’s \`vault.auth\` and \`vault.namespace\`.`;
  return `Look at the role ${role} at auth/${auth}.`;
}
