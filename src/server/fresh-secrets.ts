// Secrets as they stand now, so that they are changed without a restart.

/** One or more: while a secret is changed, the old and the new one both count. */
export type Secrets = () => Promise<readonly string[]>;

/** How long a change may go unnoticed. */
const KEPT_MS = 1_000;

/**
 * Reads anew at most once a second, however many ask; a failed reading is not kept. Each line of what `read` gives is a
 * secret of its own.
 */
export function freshSecrets(read: () => Promise<string>, now: () => Date): Secrets {
  let known: { readonly at: number; readonly secrets: Promise<readonly string[]> } | null = null;
  return () => {
    const at = now().getTime();
    if (known !== null && at - known.at < KEPT_MS) return known.secrets;
    const reading = { at, secrets: read().then(lines) };
    known = reading;
    reading.secrets.catch(() => {
      if (known === reading) known = null;
    });
    return reading.secrets;
  };
}

function lines(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
