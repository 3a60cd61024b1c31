// What an example service is made of.

export type ServiceName = 'checkout' | 'catalog' | 'storefront' | 'reviews';

export interface ExampleVersion {
  /** Also the tag in the service project and in the registry. */
  readonly version: string;
  readonly message: string;
  /** A user name of the sandbox. */
  readonly author: 'alice' | 'bob';
  /** When it was committed and built. */
  readonly at: Date;
  /** What stands in `server.js` between the head and the listening: a function `respond(url)`. */
  readonly source: string;
  /** `.runway/…` by file name. */
  readonly runway: Readonly<Record<string, string>>;
  readonly platforms: readonly ('linux/amd64' | 'linux/arm64')[];
}

export interface ExampleService {
  readonly name: ServiceName;
  readonly title: string;
  readonly description: string;
  readonly owners: readonly ('alice' | 'bob')[];
  /** Variables that it knows and that are no secrets. */
  readonly variables: readonly string[];
  /** Oldest first. */
  readonly versions: readonly ExampleVersion[];
}
