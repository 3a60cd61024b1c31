// What a database server did wrong, in words without credentials.

import { Failure } from '../../ports/failure.ts';

/** Host, port and database of an address. Throws RUNWAY_SETTINGS_INVALID, which never repeats the address. */
export function addressOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !['postgres:', 'postgresql:'].includes(parsed.protocol)) {
    throw new Failure({
      code: 'RUNWAY_SETTINGS_INVALID',
      message: 'The address of the database is not one of PostgreSQL.',
      hint: 'Write DATABASE_URL as postgres://HOST:5432/DATABASE, with USER:PASSWORD@ before HOST and special characters of the password percent-encoded.',
      retry: 'never',
    });
  }
  const host = parsed.searchParams.get('host') ?? decodeURIComponent(parsed.hostname);
  const port = parsed.port === '' ? '5432' : parsed.port;
  return `${host}:${port}${parsed.pathname}`;
}

/** What does not pass by itself, by SQLSTATE: who may connect, a database that is not there, rights in it. */
const LASTING = /^(28|3D000|42501)/;

/** The causes of the driver are not handed on: they know the connection, and with it the password. */
export function failed(at: string, cause: unknown): Failure {
  const { code, words } = read(cause);
  const lasting = LASTING.test(code);
  return new Failure({
    code: 'RUNWAY_STORE_FAILED',
    message: `The store at ${at} failed: ${words}.`,
    hint: lasting
      ? 'See whether DATABASE_URL names the right database and user, and whether that user may make tables in it.'
      : 'See whether the database runs and can be reached from here. Work goes on by itself when it is back.',
    retry: lasting ? 'never' : 'later',
  });
}

/** Several addresses of one name fail together as an error without words of its own. */
function read(cause: unknown): { readonly code: string; readonly words: string } {
  if (!(cause instanceof Error)) return { code: '', words: String(cause) };
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const [first] = cause instanceof AggregateError ? (cause.errors as unknown[]) : [];
  const said = cause.message === '' && first !== undefined ? read(first).words : cause.message;
  const words = said.trim().replace(/\.$/, '');
  return { code, words: code === '' ? words : `${words} (${code})` };
}
