// What Google offers to everybody, as the sandbox's Cloud Run finds it.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { publicImages } from '../../../src/sandbox/acme/public-images.ts';
import { call, create, read, service, startWorld } from '../cloud-run/world.ts';

test("Google's placeholder is there under its name, and serves", async () => {
  const findImage = await publicImages(mkdtempSync(join(tmpdir(), 'public-')));
  const world = await startWorld({ findImage });
  try {
    const placeholder = 'us-docker.pkg.dev/cloudrun/container/placeholder';
    const { latestReadyRevision, uri } = await create(world, 'parked', service(placeholder));
    expect((await call(world, uri ?? '')).text).toContain('on its way');
    expect((await read(world, 'parked')).latestCreatedRevision).toBe(latestReadyRevision);
    const other = service('us-docker.pkg.dev/cloudrun/container/other');
    await expect(create(world, 'other', other)).rejects.toThrow('not found');
  } finally {
    await world.close();
  }
});
