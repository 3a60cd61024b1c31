// The settings of the bot that works on the sandbox, as an operator would write them for the real world.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BotPlace } from './description.ts';
import type { AcmeGoogle } from './google.ts';
import { BOT, DEFAULT_BRANCH, imagesOf, PLATFORM, PROVISIONER } from './names.ts';
import { SOURCE_REGISTRY } from './registries.ts';
import type { Acme } from './start.ts';

/** The path of what was written. Secrets stay in files of their own. */
export async function writeSettings(dir: string, acme: Acme, bot: BotPlace): Promise<string> {
  const lines = [
    '# Written by `runway sandbox`: the bot works on the sandbox with these, and with nothing else.',
    'apiVersion: runway/v1',
    'kind: Settings',
    `data: ${bot.data}`,
    'resync: 10s',
    ...forgeLines(acme),
    ...serverLines(bot),
    ...googleLines(acme),
    ...registryLines(acme),
  ];
  const file = join(dir, bot.settings);
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return file;
}

function forgeLines({ forge }: Acme): readonly string[] {
  return [
    'forge:',
    `  kind: ${forge.kind}`,
    `  url: ${forge.url}`,
    `  project: ${PLATFORM}`,
    `  defaultBranch: ${DEFAULT_BRANCH}`,
    ...forge.settings.map((line) => `  ${line}`),
  ];
}

function serverLines({ port, readToken }: BotPlace): readonly string[] {
  return [
    'server:',
    '  host: 127.0.0.1',
    `  port: ${port}`,
    `  url: http://127.0.0.1:${port}`,
    `  readToken: { file: ${readToken.file} }`,
  ];
}

/** No key and no token in a file of ours: the machine's own token stands for the accounts. */
function googleLines({ authority, cloudRun, google, vault }: Acme): readonly string[] {
  const { apis, artifactRegistry, secretManager, tokenFiles } = google;
  return [
    'google:',
    `  ca: ${authority.caFile}`,
    ...identityLines('identity', google, { account: BOT, tokenFile: tokenFiles.bot }),
    ...identityLines('provisioner', google, {
      account: PROVISIONER,
      tokenFile: tokenFiles.provisioner,
    }),
    '  endpoints:',
    `    sts: ${apis.sts}`,
    `    iamCredentials: ${apis.iamCredentials}`,
    `    iam: ${apis.iam}`,
    `    resourceManager: ${apis.resourceManager}`,
    `    secretManager: ${secretManager.endpoint}`,
    `    artifactRegistry: ${artifactRegistry.endpoint}`,
    'cloudRun:',
    `  endpoint: ${cloudRun.endpoint}`,
    `  ca: ${authority.caFile}`,
    // The sandbox has no quota.
    '  writesPerMinute: 10000',
    'vault:',
    `  url: ${vault.url}`,
    `  ca: ${authority.caFile}`,
  ];
}

function identityLines(
  name: string,
  { apis }: AcmeGoogle,
  { account, tokenFile }: { readonly account: string; readonly tokenFile: string },
): readonly string[] {
  return [
    `  ${name}:`,
    '    federation:',
    `      audience: ${apis.federation.audience}`,
    `      tokenFile: ${tokenFile}`,
    `      account: ${account}`,
  ];
}

/** Those of environments are Google's: the bot shows them its own tokens. */
function registryLines({ forge, registries }: Acme): readonly string[] {
  return [
    'registries:',
    `  ${SOURCE_REGISTRY}:`,
    `    url: ${registries.source.url}`,
    '    username: runway',
    `    password: { file: ${forge.registryPassword.file} }`,
    ...[...registries.byEnvironment].flatMap(([name, { url }]) => [
      `  ${imagesOf(name)}:`,
      `    url: ${url}`,
    ]),
  ];
}
