// What is asked of Secret Manager: metadata alone.

import { allPages } from '../../google/pages.ts';
import type { At, HeldSecret, SecretsApi } from './api.ts';
import { nameOf, reading, type SecretsCaller } from './caller.ts';
import { secretOf, versionOf, type WireVersion } from './wire.ts';

const PAGE = 500;

type Reads = Pick<SecretsApi, 'secret' | 'labelled' | 'versions' | 'policy' | 'allowed'>;

export function reads(caller: SecretsCaller): Reads {
  const { call, find } = caller;
  return {
    secret: (at) =>
      find({
        ...reading(at, 'look at', 'secrets.get'),
        send: async (sdk, options) => {
          const [found] = await sdk.getSecret({ name: nameOf(at) }, options);
          return secretOf(found);
        },
      }),
    labelled: (of, labels) => labelled(caller, of, labels),
    versions: async (at) => (await versionsOf(caller, at)).map(versionOf),
    policy: (at) =>
      call({
        ...reading(at, 'see who may read', 'secrets.getIamPolicy'),
        send: async (sdk, options) => {
          const request = { resource: nameOf(at), options: { requestedPolicyVersion: 3 } };
          const [found] = await sdk.getIamPolicy(request, options);
          return found;
        },
      }),
    async allowed(at, wished) {
      const held = await find({
        ...reading(at, 'test rights on', 'secrets.get'),
        send: async (sdk, options) => {
          const request = { resource: nameOf(at), permissions: [...wished] };
          const [answer] = await sdk.testIamPermissions(request, options);
          return answer.permissions ?? [];
        },
      });
      return held ?? [];
    },
  };
}

function labelled(
  { call }: SecretsCaller,
  of: Omit<At, 'id'>,
  labels: Readonly<Record<string, string>>,
): Promise<readonly HeldSecret[]> {
  const parent = `projects/${of.project}`;
  const filter = Object.entries(labels)
    .map(([name, value]) => `labels.${name}=${value}`)
    .join(' AND ');
  return allPages(`the secrets of ${of.project}`, (pageToken) =>
    call({
      ...reading({ ...of, id: 'the secrets' }, 'list', 'secrets.list'),
      send: async (sdk, options) => {
        const request = { parent, filter, pageSize: PAGE, pageToken };
        const [page, , answer] = await sdk.listSecrets(request, options);
        return { items: page.map(secretOf), next: answer.nextPageToken };
      },
    }),
  );
}

function versionsOf({ find }: SecretsCaller, at: At): Promise<readonly WireVersion[]> {
  return allPages(`the versions of ${at.id} (${at.project})`, async (pageToken) => {
    const found = await find({
      ...reading(at, 'list the versions of', 'versions.list'),
      send: async (sdk, options) => {
        const request = { parent: nameOf(at), pageSize: PAGE, pageToken };
        const [items, , answer] = await sdk.listSecretVersions(request, options);
        return { items, next: answer.nextPageToken };
      },
    });
    return found ?? { items: [], next: null };
  });
}
