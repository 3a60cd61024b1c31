// What every Identity promises.

import { expect, test } from '@jest/globals';
import type { Identity, Principal } from '../../src/ports/identity.ts';
import { SELF, accountOf } from '../../src/ports/identity.ts';

export interface IdentityUnderTest {
  readonly identity: Identity;
  /** An account that may be acted as, under this id. */
  allow(this: void, id: string): string;
  /** The address of an account that does not exist. */
  absent(this: void, id: string): string;
  /** Removes the right to act as it. */
  deny(this: void, email: string): void;
  /** Whose access token it is: an address, or `self`. */
  whose(this: void, accessToken: string): string | null;
  whoseId(this: void, idToken: string, audience: string): string | null;
  /** How many tokens were given out anew by now. */
  lent(this: void): number;
  pass(this: void, minutes: number): void;
}

export function identityContract(name: string, start: () => IdentityUnderTest): void {
  const failing = (identity: Identity, principal: Principal): Promise<unknown> =>
    identity.accessToken(principal).catch((error: unknown) => error);

  test(`${name}: tokens are of who was asked for`, async () => {
    const { identity, allow, whose } = start();
    const [one, two] = [allow('run-one'), allow('run-two')];
    expect(whose(await identity.accessToken(SELF))).toBe('self');
    expect(whose(await identity.accessToken(accountOf(one)))).toBe(one);
    expect(whose(await identity.accessToken(accountOf(two)))).toBe(two);
  });

  test(`${name}: an ID token is of the account, for the audience`, async () => {
    const { identity, allow, whoseId } = start();
    const email = allow('dep-vault');
    const token = await identity.idToken(email, 'vault.acme.dev');
    expect(whoseId(token, 'vault.acme.dev')).toBe(email);
    expect(whoseId(await identity.idToken(email, 'other'), 'vault.acme.dev')).toBeNull();
  });

  test(`${name}: a token is kept, and one request serves all who wait`, async () => {
    const { identity, allow, lent } = start();
    const email = allow('dep-many');
    await identity.accessToken(SELF);
    const before = lent();
    const tokens = await Promise.all(
      Array.from({ length: 20 }, () => identity.accessToken(accountOf(email))),
    );
    expect(new Set(tokens).size).toBe(1);
    expect(lent() - before).toBe(1);
    await identity.accessToken(accountOf(email));
    expect(lent() - before).toBe(1);
  });

  test(`${name}: a token is renewed five minutes before its end, not earlier`, async () => {
    const { identity, allow, whose, pass } = start();
    const email = allow('dep-renewed');
    const first = await identity.accessToken(accountOf(email));
    pass(54);
    expect(await identity.accessToken(accountOf(email))).toBe(first);
    pass(2);
    const second = await identity.accessToken(accountOf(email));
    expect(second).not.toBe(first);
    pass(10);
    expect(whose(first)).toBeNull();
    expect(whose(second)).toBe(email);
  });

  test(`${name}: a token that was rejected is given to nobody again`, async () => {
    const { identity, allow } = start();
    const principal = accountOf(allow('dep-rejected'));
    const first = await identity.accessToken(principal);
    identity.rejected(principal, first);
    const second = await identity.accessToken(principal);
    expect(second).not.toBe(first);
    identity.rejected(principal, first);
    expect(await identity.accessToken(principal)).toBe(second);
  });

  test(`${name}: an account that is absent, or may not be acted as, is named, and may be there later`, async () => {
    const { identity, absent, allow, deny } = start();
    const gone = absent('dep-absent');
    const denied = allow('dep-denied');
    deny(denied);
    for (const email of [gone, denied]) {
      expect(await failing(identity, accountOf(email))).toMatchObject({
        code: 'RUNWAY_IDENTITY_DENIED',
        retry: 'later',
        message: expect.stringContaining(email),
      });
    }
  });

  test(`${name}: a right that was granted in between is found at once`, async () => {
    const { identity, absent, allow, whose } = start();
    const email = absent('dep-later');
    await failing(identity, accountOf(email));
    expect(allow('dep-later')).toBe(email);
    expect(whose(await identity.accessToken(accountOf(email)))).toBe(email);
  });
}
