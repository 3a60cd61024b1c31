// What is changed in Secret Manager. The one place where a value leaves Runway.

import { crc32c } from '../crc32c.ts';
import { Failure } from '../../../ports/failure.ts';
import type { Sensitive } from '../../../ports/sensitive.ts';
import type { At, PolicyChange, SecretsApi } from './api.ts';
import { call, doing, type Line, lost, nameOf, translated, write } from './line.ts';
import { scrubbed } from './scrub.ts';
import { secretOf, versionOf } from './wire.ts';

type Writes = Pick<SecretsApi, 'create' | 'annotate' | 'add' | 'change' | 'setPolicy' | 'remove'>;

export function writes(line: Line): Writes {
  return {
    create: (at, { labels }) =>
      call(doing(at, 'create', 'secrets.create'), 'throw', () =>
        write(line, at, async (sdk, options) => {
          const secret = { labels, replication: { automatic: {} } };
          const parent = `projects/${at.project}`;
          await sdk.createSecret({ parent, secretId: at.id, secret }, options);
        }),
      ),
    annotate: (at, { annotations, etag }) =>
      call(doing(at, 'annotate', 'secrets.update'), 'throw', () =>
        write(line, at, async (sdk, options) => {
          const secret = { name: nameOf(at), annotations, etag };
          const updateMask = { paths: ['annotations'] };
          const [written] = await sdk.updateSecret({ secret, updateMask }, options);
          return secretOf(written);
        }),
      ),
    add: (at, value) =>
      call(doing(at, 'add a version to', 'versions.add'), 'throw', () => added(line, at, value)),
    change: (at, { number, etag }, to) =>
      call(doing(at, `make version ${number} ${to} of`, CHANGES[to].right), 'throw', () =>
        write(line, at, async (sdk, options) => {
          const request = { name: `${nameOf(at)}/versions/${number}`, etag };
          await sdk[CHANGES[to].method](request, options);
        }),
      ),
    setPolicy: (at, change) => policySet(line, at, change),
    remove: (at, etag) =>
      call(doing(at, 'remove', 'secrets.delete'), undefined, () =>
        write(line, at, async (sdk, options) => {
          await sdk.deleteSecret({ name: nameOf(at), etag }, options);
        }),
      ),
  };
}

const CHANGES = {
  enabled: { method: 'enableSecretVersion', right: 'versions.enable' },
  disabled: { method: 'disableSecretVersion', right: 'versions.disable' },
  destroyed: { method: 'destroySecretVersion', right: 'versions.destroy' },
} as const;

async function added(line: Line, at: At, value: Sensitive): Promise<number> {
  const data = Buffer.from(value.reveal());
  try {
    return await write(line, at, async (sdk, options) => {
      const payload = { data, dataCrc32c: crc32c(data) };
      const [version] = await sdk.addSecretVersion({ parent: nameOf(at), payload }, options);
      return versionOf(version).number;
    });
  } catch (error) {
    // A Failure is in our own words already: of identity, or of a party that is left alone.
    throw error instanceof Failure ? error : scrubbed(error, data);
  }
}

async function policySet(line: Line, at: At, { policy, members }: PolicyChange): Promise<boolean> {
  try {
    await write(line, at, (sdk, options) =>
      sdk.setIamPolicy({ resource: nameOf(at), policy }, options),
    );
    return true;
  } catch (error) {
    if (lost(error)) return false;
    const what = doing(at, 'say who may read', 'secrets.setIamPolicy');
    throw line.newcomers.excuse(error, { members }) ?? translated(error, what);
  }
}
