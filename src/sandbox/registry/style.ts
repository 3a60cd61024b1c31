// In what the two sorts of registries differ that Runway meets.

export interface Style {
  readonly name: 'gitlab' | 'plain';
  readonly tokenPath: string;
  /** Whether `/v2/` takes a name and password, or an access token, without the detour over a token. */
  readonly acceptsCredentials: boolean;
  /** Whether a token can be had by POST as well, as OAuth 2 clients ask. */
  readonly acceptsPost: boolean;
  /** Whether upload locations carry scheme and host. */
  readonly absoluteLocations: boolean;
}

/** GitLab's container registry: tokens from `/jwt/auth`, which answers `token` and nothing else. */
const gitlab: Style = {
  name: 'gitlab',
  tokenPath: '/jwt/auth',
  acceptsCredentials: false,
  acceptsPost: false,
  absoluteLocations: true,
};

/** As Artifact Registry and most others do it. */
const plain: Style = {
  name: 'plain',
  tokenPath: '/v2/token',
  acceptsCredentials: true,
  acceptsPost: true,
  absoluteLocations: false,
};

export const styles = { gitlab, plain } as const satisfies Readonly<Record<string, Style>>;
