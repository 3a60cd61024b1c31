// The server of every example service, as the text that goes into its project and image.

/**
 * `body` defines `respond(url)`, which answers an object, or null where there is no such page. `plain`: names of
 * variables that are no secrets; of every other one that did not come from the platform, the server tells a hash.
 */
export function serverSource(
  { service, version, plain }: { service: string; version: string; plain: readonly string[] },
  body: string,
): string {
  return `import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

const service = '${service}';
const version = '${version}';

const about = {
  service,
  version,
  revision: process.env.K_REVISION ?? null,
  environment: process.env.RUNWAY_ENVIRONMENT ?? null,
  region: process.env.RUNWAY_REGION ?? null,
};

const platform = /^(?:RUNWAY_|K_|NODE_)|^(?:PATH|HOME|HOST|HOSTNAME|PORT|PWD|SHLVL|LANG|TZ|_)$/;
const plain = ${JSON.stringify(plain)};

// Names and hashes: enough to see which value arrived, and nothing that gives it away.
const secrets = Object.fromEntries(
  Object.entries(process.env)
    .filter(([name]) => !platform.test(name) && !plain.includes(name))
    .map(([name, value]) => [name, createHash('sha256').update(value ?? '').digest('hex')])
    .sort(),
);

${body.trim()}

function answer(url) {
  if (url.pathname === '/healthz') return { status: 'ok' };
  if (url.pathname === '/') return { ...about, secrets };
  return respond(url);
}

const server = createServer((request, response) => {
  const found = answer(new URL(request.url ?? '/', 'http://localhost'));
  const text = JSON.stringify(found ?? { error: 'not found' });
  response.writeHead(found === null ? 404 : 200, { 'content-type': 'application/json' });
  response.end(text + '\\n');
  if (process.env.LOG_LEVEL === 'debug') console.log(request.method, request.url);
});

server.listen(Number(process.env.PORT ?? 8080), process.env.HOST, () => {
  console.log(service, version, 'is listening');
});

process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
`;
}
