import { createMemoryIdentity } from '../../../src/adapters/memory/identity.ts';
import { identityContract } from '../../contracts/identity.ts';

identityContract('memory', () => {
  const clock = { ms: Date.parse('2026-11-28T12:00:00Z') };
  const { identity, world } = createMemoryIdentity({ now: () => new Date(clock.ms) }, []);
  const emailOf = (id: string): string => `${id}@acme-dev.iam.gserviceaccount.com`;
  return {
    identity,
    allow(id) {
      world.allow(emailOf(id));
      return emailOf(id);
    },
    absent: emailOf,
    deny: (email) => world.deny(email),
    whose: (token) => world.whose(token),
    whoseId(token, audience) {
      const found = world.whoseId(token);
      return found?.audience === audience ? found.email : null;
    },
    lent: () => world.lent(),
    pass(minutes) {
      clock.ms += minutes * 60_000;
    },
  };
});
