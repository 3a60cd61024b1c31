// What is changed in Secret Manager. The one place where a value leaves Runway.

import type { Sensitive } from '../../../ports/sensitive.ts';
import { crc32c } from '../crc32c.ts';
import type { At, SecretsApi } from './api.ts';
import { nameOf, type SecretsCaller, writing } from './caller.ts';
import { scrubbed } from './scrub.ts';
import { secretOf, versionOf } from './wire.ts';

type Writes = Pick<SecretsApi, 'create' | 'annotate' | 'add' | 'change' | 'setPolicy' | 'remove'>;

export function writes(caller: SecretsCaller): Writes {
  const { attempt, call, find } = caller;
  return {
    async create(at, { labels }) {
      const secret = { labels, replication: { automatic: {} } };
      const request = { parent: `projects/${at.project}`, secretId: at.id, secret };
      await call({
        ...writing(at, 'create', 'secrets.create'),
        send: (sdk, options) => sdk.createSecret(request, options),
      });
    },
    annotate: (at, { annotations, etag }) =>
      call({
        ...writing(at, 'annotate', 'secrets.update'),
        send: async (sdk, options) => {
          const secret = { name: nameOf(at), annotations, etag };
          const updateMask = { paths: ['annotations'] };
          const [written] = await sdk.updateSecret({ secret, updateMask }, options);
          return secretOf(written);
        },
      }),
    add: (at, value) => added(caller, at, value),
    async change(at, { number, etag }, to) {
      const request = { name: `${nameOf(at)}/versions/${number}`, etag };
      await call<unknown>({
        ...writing(at, `make version ${number} ${to} of`, CHANGES[to].right),
        send: (sdk, options) => sdk[CHANGES[to].method](request, options),
      });
    },
    setPolicy: (at, { policy, members }) =>
      attempt({
        ...writing(at, 'say who may read', 'secrets.setIamPolicy'),
        about: { members },
        send: (sdk, options) => sdk.setIamPolicy({ resource: nameOf(at), policy }, options),
      }),
    async remove(at, etag) {
      await find({
        ...writing(at, 'remove', 'secrets.delete'),
        send: (sdk, options) => sdk.deleteSecret({ name: nameOf(at), etag }, options),
      });
    },
  };
}

const CHANGES = {
  enabled: { method: 'enableSecretVersion', right: 'versions.enable' },
  disabled: { method: 'disableSecretVersion', right: 'versions.disable' },
  destroyed: { method: 'destroySecretVersion', right: 'versions.destroy' },
} as const;

/** Whatever goes wrong while the value is on its way does not say the value, from here on out. */
function added({ call }: SecretsCaller, at: At, value: Sensitive): Promise<number> {
  const data = Buffer.from(value.reveal());
  const payload = { data, dataCrc32c: crc32c(data) };
  return call({
    ...writing(at, 'add a version to', 'versions.add'),
    async send(sdk, options) {
      try {
        const [version] = await sdk.addSecretVersion({ parent: nameOf(at), payload }, options);
        return versionOf(version).number;
      } catch (error) {
        throw scrubbed(error, data);
      }
    },
  });
}
