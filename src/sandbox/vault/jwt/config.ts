// How a JWT mount checks signatures.

import type { Call, Data, Reply } from '../call.ts';
import { textIn, textsIn } from '../input.ts';
import { badRequest } from '../refusal.ts';
import type { Entries } from '../store/storage.ts';

export interface JwtConfig {
  readonly jwksUrl: string;
  readonly discoveryUrl: string;
  /** Empty: the mount takes signed tokens alone. Its secret is not kept. */
  readonly clientId: string;
  /** PEM. */
  readonly keys: readonly string[];
  readonly issuer: string;
  readonly defaultRole: string;
  readonly algorithms: readonly string[];
}

const AT = 'config';

export function configIn(entries: Entries): JwtConfig | null {
  return entries.get(AT) as JwtConfig | null;
}

export function writeConfig(entries: Entries, { data }: Call): null {
  const config: JwtConfig = {
    jwksUrl: textIn(data, 'jwks_url') ?? '',
    discoveryUrl: textIn(data, 'oidc_discovery_url') ?? '',
    clientId: textIn(data, 'oidc_client_id') ?? '',
    keys: textsIn(data, 'jwt_validation_pubkeys') ?? [],
    issuer: textIn(data, 'bound_issuer') ?? '',
    defaultRole: textIn(data, 'default_role') ?? '',
    algorithms: textsIn(data, 'jwt_supported_algs') ?? [],
  };
  const ways = [config.jwksUrl !== '', config.discoveryUrl !== '', config.keys.length > 0];
  if (ways.filter(Boolean).length !== 1)
    throw badRequest(
      "exactly one of 'jwt_validation_pubkeys', 'jwks_url', 'jwks_pairs' or 'oidc_discovery_url' must be set",
    );
  entries.put(AT, config);
  return null;
}

export function readConfig(entries: Entries): Reply | null {
  const config = configIn(entries);
  return config === null ? null : { data: shown(config) };
}

function shown(config: JwtConfig): Data {
  return {
    bound_issuer: config.issuer,
    default_role: config.defaultRole,
    jwks_ca_pem: '',
    jwks_pairs: [],
    jwks_url: config.jwksUrl,
    jwt_supported_algs: config.algorithms,
    jwt_validation_pubkeys: config.keys,
    namespace_in_state: true,
    oidc_client_id: config.clientId,
    oidc_discovery_ca_pem: '',
    oidc_discovery_url: config.discoveryUrl,
    oidc_response_mode: '',
    oidc_response_types: [],
    provider_config: {},
  };
}
