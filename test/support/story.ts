// A test that has a world to itself, gone when the test ends.

import { test } from '@jest/globals';
import { createWorld, type World, type WorldWish } from './world.ts';

export function story(name: string, wish: WorldWish, tell: (world: World) => Promise<void>): void {
  test(name, async () => {
    const world = await createWorld(wish);
    try {
      await tell(world);
    } finally {
      await world.remove();
    }
  });
}
