// What every Vault promises to whoever looks for secrets.

import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SecretOf, SecretsOf, Vault } from '../../src/ports/vault.ts';
import { vaultRole } from '../../src/resources/vault-names.ts';
import type { VaultPlace } from '../../src/resources/scope.ts';

/** A Vault with one environment, in which the workloads `checkout` and `cart` have roles, and nothing else yet. */
export interface VaultContractWorld {
  readonly vault: Vault;
  readonly place: VaultPlace;
  /** The accounts that may log in: to the role for plans, and to the roles of the workloads. */
  readonly accounts: { readonly plans: string; readonly checkout: string; readonly cart: string };
  /** As a person does: the next version, and its number. Null: a version without the key `value`. */
  write(workload: string, name: string, value: string | null): Promise<number>;
  delete(workload: string, name: string, version: number): Promise<void>;
  destroy(workload: string, name: string, version: number): Promise<void>;
  remove(workload: string, name: string): Promise<void>;
  stop(): Promise<void>;
}

export function vaultContract(name: string, make: () => Promise<VaultContractWorld>): void {
  describe(`${name} as a Vault`, () => {
    const { signal } = new AbortController();
    let world: VaultContractWorld;
    beforeAll(async () => {
      world = await make();
    }, 60_000);
    afterAll(() => world.stop());

    const plans = (workload: string): SecretsOf => ({
      place: world.place,
      workload,
      as: { type: 'account', email: world.accounts.plans },
      role: world.place.plans,
    });
    const own = (workload: 'checkout' | 'cart', of: string = workload): SecretsOf => ({
      place: world.place,
      workload: of,
      as: { type: 'account', email: world.accounts[workload] },
      role: vaultRole(world.place, workload),
    });
    const secret = (of: SecretsOf, called: string): SecretOf => ({ ...of, name: called });

    test('there are no secrets before somebody writes one', async () => {
      expect(await world.vault.names(plans('cart'), signal)).toEqual([]);
      expect(await world.vault.describe(secret(plans('cart'), 'NONE'), signal)).toBeNull();
      expect(await world.vault.value(secret(own('cart'), 'NONE'), 1, signal)).toBeNull();
    });

    test('lists the names of one workload, sorted, without what is not a secret', async () => {
      await world.write('checkout', 'Z_LAST', randomUUID());
      await world.write('checkout', 'A_FIRST', randomUUID());
      await world.write('checkout', '.placeholder', '');
      await world.write('checkout', 'folder/INSIDE', randomUUID());
      await world.write('cart', 'OTHERS', randomUUID());

      expect(await world.vault.names(plans('checkout'), signal)).toEqual(['A_FIRST', 'Z_LAST']);
      expect(await world.vault.names(own('checkout'), signal)).toEqual(['A_FIRST', 'Z_LAST']);
    });

    test('tells every version and what became of it', async () => {
      for (let made = 0; made < 3; made += 1) await world.write('checkout', 'KEY', randomUUID());
      await world.delete('checkout', 'KEY', 1);
      await world.destroy('checkout', 'KEY', 2);

      const found = await world.vault.describe(secret(plans('checkout'), 'KEY'), signal);

      expect(found).toMatchObject({ name: 'KEY', current: 3 });
      expect(found?.versions.map(({ number, state }) => `${number} ${state}`)).toEqual([
        '1 deleted',
        '2 destroyed',
        '3 live',
      ]);
      expect(found?.versions.every(({ createdAt }) => Date.parse(createdAt) > 0)).toBe(true);
    });

    test('tells the current version where it was deleted', async () => {
      await world.write('checkout', 'GONE', randomUUID());
      await world.write('checkout', 'GONE', randomUUID());
      await world.delete('checkout', 'GONE', 2);

      const found = await world.vault.describe(secret(plans('checkout'), 'GONE'), signal);
      expect(found?.current).toBe(2);
      expect(found?.versions.at(-1)?.state).toBe('deleted');
    });

    test('gives the value of the version that was asked for', async () => {
      const [first, second] = [`${randomUUID()}\n"ü`, randomUUID()];
      await world.write('checkout', 'VALUE', first);
      await world.write('checkout', 'VALUE', second);
      const wanted = secret(own('checkout'), 'VALUE');

      expect((await world.vault.value(wanted, 1, signal))?.reveal()).toBe(first);
      expect((await world.vault.value(wanted, 2, signal))?.reveal()).toBe(second);
      expect(await world.vault.value(wanted, 3, signal)).toBeNull();
      const shown = await world.vault.value(wanted, 2, signal);
      expect(`${inspect(shown)} ${JSON.stringify({ shown })} ${String(shown)}`).not.toContain(
        second,
      );
    });

    test('a deleted or destroyed version has no value', async () => {
      for (let made = 0; made < 3; made += 1) await world.write('checkout', 'LOST', randomUUID());
      await world.delete('checkout', 'LOST', 1);
      await world.destroy('checkout', 'LOST', 2);
      const wanted = secret(own('checkout'), 'LOST');

      expect(await world.vault.value(wanted, 1, signal)).toBeNull();
      expect(await world.vault.value(wanted, 2, signal)).toBeNull();
      expect(await world.vault.value(wanted, 3, signal)).not.toBeNull();
    });

    test('a version without the key `value` is a failure', async () => {
      await world.write('checkout', 'ODD', null);
      await expect(
        world.vault.value(secret(own('checkout'), 'ODD'), 1, signal),
      ).rejects.toMatchObject({ code: 'RUNWAY_VAULT_REFUSED', retry: 'never' });
    });

    test('what is removed whole and made anew begins at 1, at another time', async () => {
      await world.write('checkout', 'AGAIN', randomUUID());
      await world.write('checkout', 'AGAIN', randomUUID());
      const wanted = secret(plans('checkout'), 'AGAIN');
      await world.remove('checkout', 'AGAIN');
      expect(await world.vault.describe(wanted, signal)).toBeNull();
      await world.write('checkout', 'AGAIN', randomUUID());
      expect(await world.vault.describe(wanted, signal)).toMatchObject({ current: 1 });
    });

    test('the role for plans reads no value', async () => {
      await world.write('checkout', 'SHUT', randomUUID());
      await expect(
        world.vault.value(secret(plans('checkout'), 'SHUT'), 1, signal),
      ).rejects.toMatchObject({ code: 'RUNWAY_VAULT_DENIED', retry: 'never' });
    });

    test('one workload’s role reaches nothing of another', async () => {
      await world.write('checkout', 'MINE', randomUUID());
      const foreign = secret(own('cart', 'checkout'), 'MINE');
      const denied = { code: 'RUNWAY_VAULT_DENIED', retry: 'never' };
      await expect(world.vault.names(foreign, signal)).rejects.toMatchObject(denied);
      await expect(world.vault.describe(foreign, signal)).rejects.toMatchObject(denied);
      await expect(world.vault.value(foreign, 1, signal)).rejects.toMatchObject(denied);
    });
  });
}
