// A new App: what GitHub gives, once, for the code with which it sends a person back.

import { createPrivateKey } from 'node:crypto';
import { numberIn, recordOf, textIn } from '../forge/answer.ts';
import { MishapError, nonsense } from '../forge/mishap.ts';
import type { PatientFetch } from '../forge/patient-request.ts';
import { ask } from './ask.ts';

export interface NewApp {
  readonly id: number;
  /** Its name in addresses: `runway-acme`. */
  readonly slug: string;
  /** Where people find it. */
  readonly page: string;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
}

/** Whether it could be one: what comes by way of a browser is not put into an address as it is. */
export function isCode(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,200}$/.test(text);
}

/**
 * The App that a person has just registered. A code counts once, and for an hour.
 * https://docs.github.com/en/rest/apps/apps#create-a-github-app-from-a-manifest
 */
export function claimApp(
  code: string,
  { api, fetch }: { readonly api: string; readonly fetch: PatientFetch },
): Promise<NewApp> {
  const errand = {
    doing: 'give the key of the new App',
    needs: 'a code that is not an hour old and was not used before',
  };
  return ask(errand, async () => {
    const { status, text, retryAfterMs } = await fetch({
      url: new URL(`${api}/app-manifests/${code}/conversions`),
      method: 'POST',
      headers: { accept: 'application/vnd.github+json', 'user-agent': 'runway' },
      body: null,
      mostBytes: 1024 * 1024,
    });
    if (status === 201) return newAppIn(parsed(text));
    throw new MishapError({ kind: 'answer', status, words: '', retryAfterMs });
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not as a cause: its message repeats what could not be read.
    throw nonsense('the answer is no JSON');
  }
}

function newAppIn(value: unknown): NewApp {
  const answer = recordOf(value);
  const privateKey = textIn(answer, 'pem');
  try {
    createPrivateKey(privateKey);
  } catch {
    throw nonsense('the private key is none');
  }
  return {
    id: numberIn(answer, 'id'),
    slug: textIn(answer, 'slug'),
    page: textIn(answer, 'html_url'),
    privateKey,
    webhookSecret: textIn(answer, 'webhook_secret'),
  };
}
