// Where the API of a GitHub is.

/**
 * Beside the site on github.com and with data residency, below it on a server of one's own.
 * https://docs.github.com/en/enterprise-server/rest/quickstart
 */
export function apiUrl(site: string): string {
  const url = new URL(site);
  const { protocol, host } = url;
  const beside = host === 'github.com' || host.endsWith('.ghe.com');
  return beside ? `${protocol}//api.${host}` : `${url.href.replace(/\/+$/, '')}/api/v3`;
}
