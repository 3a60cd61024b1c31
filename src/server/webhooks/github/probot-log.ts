// Probot's and Octokit's words in our log. They log events and requests whole, and those hold what people wrote: of what they
// say, only texts and errors go on, and an error only as what our log makes of it, without the event that hangs on it.

import type { Probot } from 'probot';
import type { Log } from '../../../ports/log.ts';

type Logger = NonNullable<NonNullable<ConstructorParameters<typeof Probot>[0]>['log']>;

export function probotLog(log: Log): Logger {
  const nothing = (): void => undefined;
  const logger = {
    level: 'warn',
    trace: nothing,
    debug: nothing,
    info: nothing,
    warn: (...said: readonly unknown[]) => log.warn('probot warns', wordsIn(said)),
    error: (...said: readonly unknown[]) => log.error('probot failed', wordsIn(said)),
    fatal: (...said: readonly unknown[]) => log.error('probot failed', wordsIn(said)),
    child: () => logger,
  };
  // Probot and Octokit call nothing else of it.
  return logger as unknown as Logger;
}

/** pino is called with a text, with an error, or with fields and a text; `err` is its name for an error among fields. */
function wordsIn(said: readonly unknown[]): { readonly said: string; readonly error?: Error } {
  const texts = said.filter((word) => typeof word === 'string');
  const error = said
    .map((word) => (isFields(word) ? word['err'] : word))
    .find((word) => word instanceof Error);
  return { said: texts.join(' '), ...(error === undefined ? {} : { error }) };
}

function isFields(word: unknown): word is Readonly<Record<string, unknown>> {
  return typeof word === 'object' && word !== null && !(word instanceof Error);
}
