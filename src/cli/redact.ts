// Takes out of log lines what must not be read.

const REDACTED = '[redacted]';

/** Members and headers whose value is a secret, whatever it looks like. */
const SECRET_NAME = /token|secret|password|authorization|private|cookie/i;

/** In running text: what stands before a secret is kept, so that the line still says what happened. */
const SECRETS: readonly RegExp[] = [
  // Credentials in addresses: `//user:PASSWORD@`, and a long user name alone, which is a token.
  /(\/\/[^/\s:@]*:)[^@\s/]+(?=@)/g,
  /(\/\/)[^/\s:@]{16,}(?=@)/g,
  /([?&](?:private_token|access_token|job_token|token|secret|password)=)[^&\s"'#]+/gi,
  /\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:basic\s+|bearer\s+)?)[\w.~+/-]{6,}=*/gi,
  /\b((?:private|job|x-gitlab|x-vault)-token["']?\s*[:=]\s*["']?)[^\s"',]+/gi,
  /\b(bearer\s+)[\w.~+/-]+=*/gi,
  // The prefixes of GitLab's, GitHub's and Vault's own tokens.
  /()\b(?:glpat|gldt|ghp|ghs|hvs)[-_.][\w.-]{8,}/gi,
];

/** A copy without secrets. Bears values that hold themselves, as errors of client libraries do. */
export function redact(value: unknown, above: readonly unknown[] = []): unknown {
  if (typeof value === 'string') return withoutSecrets(value);
  if (typeof value !== 'object' || value === null) return value;
  if (above.includes(value)) return '[again]';
  const inside = [...above, value];
  if (value instanceof Error) {
    const { name, message, stack } = value;
    return redact({ name, message, stack }, inside);
  }
  if (Array.isArray(value)) return value.map((_member, at) => redactItem(value, at, inside));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      SECRET_NAME.test(key) ? withoutTexts(member, inside) : redact(member, inside),
    ]),
  );
}

function withoutSecrets(text: string): string {
  return SECRETS.reduce((left, secret) => left.replace(secret, `$1${REDACTED}`), text);
}

/** Raw headers are lists in which a name stands before its value. */
function redactItem(list: readonly unknown[], at: number, above: readonly unknown[]): unknown {
  const name = list[at - 1];
  const isHeader = typeof name === 'string' && /^[\w-]+$/.test(name) && SECRET_NAME.test(name);
  return isHeader && typeof list[at] === 'string' ? REDACTED : redact(list[at], above);
}

/** A secret, or a list of them; what is below it by name is looked at as anywhere. */
function withoutTexts(value: unknown, above: readonly unknown[]): unknown {
  if (typeof value === 'string') return REDACTED;
  if (!Array.isArray(value)) return redact(value, above);
  return value.map((member: unknown) =>
    typeof member === 'string' ? REDACTED : redact(member, above),
  );
}
