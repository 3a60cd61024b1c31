import { expect, test } from '@jest/globals';
import { askBot } from '../../src/cli/api-client.ts';
import type { LoadedSettings } from '../../src/cli/settings.ts';
import { failing, head, silentServer, tricklingServer } from '../support/bad-server.ts';

test('a bot that says nothing, or stops in the middle, ends the command in seconds', async () => {
  const servers = await Promise.all([silentServer(), tricklingServer(head())]);
  const answers = await Promise.all(
    servers.map(({ host }) => {
      const server = { port: 1, url: `http://${host}`, readToken: { env: 'X' } };
      const loaded = { settings: { server }, secret: async () => 'a-token' };
      return failing(() => askBot(loaded as unknown as LoadedSettings, 'GET', '/api/passes'));
    }),
  );
  for (const { ms, error } of answers) {
    expect(error).toMatchObject({ code: 'RUNWAY_BOT_UNREACHABLE' });
    expect((error as Error).message).toContain('within 5 seconds');
    expect(ms).toBeLessThan(7_000);
  }
  await Promise.all(servers.map((server) => server.close()));
});
