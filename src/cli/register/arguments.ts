// What `runway register` takes for an address, an account, a repository or a port: all of it goes into addresses.

import { InvalidArgumentError } from 'commander';

/** Without a slash at the end. */
export function addressArgument(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const plain =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    [url.username, url.password, url.search, url.hash].every((part) => part === '');
  if (plain) return url.href.replace(/\/+$/, '');
  throw new InvalidArgumentError('Write an address such as https://runway.acme.dev');
}

export function accountArgument(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(text)) return text;
  throw new InvalidArgumentError('Write its name as it stands in addresses: acme');
}

export function repositoryArgument(text: string): string {
  if (/^[\w.-]+\/[\w.-]+$/.test(text)) return text;
  throw new InvalidArgumentError('Write its owner and its name: acme/platform');
}

export function portArgument(text: string): number {
  if (/^[0-9]{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new InvalidArgumentError('A port is a number up to 65535.');
}
