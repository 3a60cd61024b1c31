// What secrets look like in running text. Every shape is matched in a time that grows with the text alone.

/** Names whose value is a secret, as the end of a name: `GITLAB_TOKEN`, `X-Amz-Signature`, `client_secret`. */
const NAME = anyCase(
  '(?:token|secret|password|passwd|pwd|passphrase|api[-_]?key|access[-_]?key|secret[-_]?key|private[-_]?key|' +
    'credentials?|signature|session(?:[-_]?id)?)',
);

/** A quotation mark as texts in texts have it, `\\"`. */
const QUOTE = String.raw`\\{0,4}["']`;

/**
 * Neither a word of a sentence, nor an address, nor Google's name of a secret: with a digit, a sign of base64 or a capital
 * inside, or very long.
 */
const RANDOM = String.raw`(?!https?:|projects/[\w-]{1,40}/secrets/)(?=[\w.~+/=-]{0,80}(?:[0-9=+/]|[a-z][A-Z])|[\w.~+/=-]{24})`;

/** Beginnings of tokens by which their makers know them. */
const STARTS = [
  // GitLab: https://docs.gitlab.com/security/tokens/#token-prefixes
  'gl(?:pat|oas|dt|rtr?|cbt|ptt|ft|imt|agent|wt|soat|ffct)-',
  // GitHub: https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
  'gh[pousr]_',
  'github_pat_',
  // Vault: https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes
  String.raw`hv[sbr]\.`,
  // Google: OAuth access tokens, client secrets, refresh tokens.
  String.raw`ya29\.`,
  'GOCSPX-',
  '1//0',
  'xox[abeprs]-',
  'npm_',
  'dckr_pat_',
  'whsec_',
  '[rs]k_live_',
].join('|');

/** What group 1 holds stays, so that the line still says what happened. Earlier shapes come first. */
export const secretShapes: readonly RegExp[] = [
  // Private keys, whole or cut off, also with their line ends written out.
  /()-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g,
  // Credentials in addresses: `//user:PASSWORD@`, a long user name alone, which is a token; and a password of a
  // database that nobody has encoded may hold any sign.
  /(\b(?:postgres(?:ql)?|mysql|redis|amqp|mongodb)[+a-z]{0,8}:\/\/[^\s:/@]{0,200}:)[^\s"'`<>]{1,300}(?=@)/gi,
  /(\/\/[^/\s:@]*:)[^@\s/]+(?=@)/g,
  /(\/\/)[^/\s:@]{16,}(?=@)/g,
  new RegExp(
    String.raw`(\b${anyCase('authorization')}(?:${QUOTE})?\s?[:=,]\s{0,3}\[?(?:${QUOTE})?(?:[A-Za-z][\w-]{2,20}\s{1,3})?)${RANDOM}[^\s"',;\\\]]+`,
    'g',
  ),
  new RegExp(String.raw`(\b${anyCase('(?:bearer|basic)')}\s{1,3})${RANDOM}[\w.~+/=-]{6,}`, 'g'),
  new RegExp(
    String.raw`(\b(?:set-)?cookie(?:${QUOTE})?\s?[:=,]\s{0,3}\[?(?:${QUOTE})?)[^"'\r\n\\=]{1,200}=[^"'\r\n\\]*`,
    'gi',
  ),
  // `"token":"…"`, `token: ['…']`, `password='…'`; then `token=…`; then `token: …`, which prose has too.
  new RegExp(String.raw`(${NAME}(?:${QUOTE})?\s{0,3}[:=]\s{0,3}\[?${QUOTE})[^"'\\\r\n]+`, 'g'),
  new RegExp(String.raw`(${NAME}\s?=\s?)[^\s&"'#,;)<>\\]+`, 'g'),
  new RegExp(String.raw`(${NAME}\s?:\s{0,3})${RANDOM}[^\s"',;)\\]{6,}`, 'g'),
  // JSON Web Tokens, whole or cut off.
  /()(?<![\w-])eyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g,
  new RegExp(String.raw`()(?<!\w)(?:${STARTS})[\w.-]{8,}`, 'g'),
  // AWS: key ids; Google: API keys.
  /()\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g,
  /()\bAIza[\w-]{30,}/g,
];

/** Big and small letters alike in this part of a shape alone. */
function anyCase(source: string): string {
  return source.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
