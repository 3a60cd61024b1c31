// What is asked of Secret Manager: metadata alone.

import type { At, SecretsApi } from './api.ts';
import { call, doing, type Line, nameOf, read } from './line.ts';
import { secretOf, versionOf, type WireSecret, type WireVersion } from './wire.ts';

const PAGE = 500;

type Reads = Pick<SecretsApi, 'secret' | 'labelled' | 'versions' | 'policy' | 'allowed'>;

export function reads(line: Line): Reads {
  return {
    secret: (at) =>
      call(doing(at, 'look at', 'secrets.get'), null, () =>
        read(line, at, async (sdk, options) => {
          const [found] = await sdk.getSecret({ name: nameOf(at) }, options);
          return secretOf(found);
        }),
      ),
    labelled: (of, labels) =>
      call(doing({ ...of, id: 'the secrets' }, 'list', 'secrets.list'), 'throw', async () =>
        (await listed(line, of, labels)).map(secretOf),
      ),
    versions: (at) =>
      call(doing(at, 'list the versions of', 'versions.list'), [], async () =>
        (await versionsOf(line, at)).map(versionOf),
      ),
    policy: (at) =>
      call(doing(at, 'see who may read', 'secrets.getIamPolicy'), 'throw', () =>
        read(line, at, async (sdk, options) => {
          const request = { resource: nameOf(at), options: { requestedPolicyVersion: 3 } };
          const [found] = await sdk.getIamPolicy(request, options);
          return found;
        }),
      ),
    allowed: (at, wished) =>
      call(doing(at, 'test rights on', 'secrets.get'), [], () =>
        read(line, at, async (sdk, options) => {
          const request = { resource: nameOf(at), permissions: [...wished] };
          const [answer] = await sdk.testIamPermissions(request, options);
          return answer.permissions ?? [];
        }),
      ),
  };
}

function listed(
  line: Line,
  of: Omit<At, 'id'>,
  labels: Readonly<Record<string, string>>,
): Promise<readonly WireSecret[]> {
  const parent = `projects/${of.project}`;
  const filter = Object.entries(labels)
    .map(([name, value]) => `labels.${name}=${value}`)
    .join(' AND ');
  return allPages((pageToken) =>
    read(line, of, async (sdk, options) => {
      const request = { parent, filter, pageSize: PAGE, pageToken };
      const [page, , answer] = await sdk.listSecrets(request, options);
      return { page, next: answer.nextPageToken };
    }),
  );
}

function versionsOf(line: Line, at: At): Promise<readonly WireVersion[]> {
  return allPages((pageToken) =>
    read(line, at, async (sdk, options) => {
      const request = { parent: nameOf(at), pageSize: PAGE, pageToken };
      const [page, , answer] = await sdk.listSecretVersions(request, options);
      return { page, next: answer.nextPageToken };
    }),
  );
}

interface Page<T> {
  readonly page: readonly T[];
  readonly next: string | null | undefined;
}

async function allPages<T>(ask: (pageToken: string) => Promise<Page<T>>): Promise<readonly T[]> {
  const all: T[] = [];
  let token = '';
  do {
    const { page, next } = await ask(token);
    all.push(...page);
    token = next ?? '';
  } while (token !== '');
  return all;
}
