// Whether images can be read where they are built, and found where they are copied to.

import { createRegistry } from '../../adapters/registry/registry.ts';
import { holds } from '../../adapters/registry/mirror/mirror.ts';
import { fewAtOnce } from '../../ports/few-at-once.ts';
import { failed, type Finding, looked, passed } from '../../ports/finding.ts';
import { lookingAt } from '../../ports/identity.ts';
import type { ImageSpec } from '../../resources/kinds.ts';
import type { Telling } from '../connect/connect.ts';
import { imagesOf } from '../connect/registries.ts';
import type { LoadedSettings } from '../settings.ts';
import type { Place } from './places.ts';

const DEADLINE_MS = 30_000;

export async function imageLinks(
  loaded: LoadedSettings,
  telling: Telling,
  places: readonly Place[],
): Promise<readonly Finding[]> {
  const client = imagesOf(loaded, { ...telling, identity: telling.identities('reconciler') });
  const registry = createRegistry(client);
  const sources = new Map(places.flatMap(({ images }) => images.map((one) => [one.source, one])));
  const read = ({ source, digest }: ImageSpec): Promise<Finding> => {
    const link = `image ${source}`;
    return looked(link, async () => {
      const found = await registry.describe(source, digest, AbortSignal.timeout(DEADLINE_MS));
      if (found !== null) return passed(link, 'It can be read.');
      const words = `It can be read, and ${digest.slice(0, 19)}… is not there.`;
      return failed(link, words, 'Push it again, or release another version.');
    });
  };
  const copied = ({ scope, images, name }: Place): Promise<readonly Finding[]> =>
    fewAtOnce(images, ({ repository, digest }) => {
      const link = `${name}: ${repository}`;
      return looked(link, async () => {
        const signal = AbortSignal.timeout(DEADLINE_MS);
        const at = client.locate(repository, lookingAt(scope));
        const there = await holds(client, at, { digest, signal });
        return passed(link, there ? 'It holds what is released.' : 'It is to be filled yet.');
      });
    });
  const targets = await fewAtOnce(places, copied);
  return [...(await fewAtOnce([...sources.values()], read)), ...targets.flat()];
}
