// Whether this machine's clock agrees with those that judge its tokens.

import { readFile } from 'node:fs/promises';
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { failed, type Finding, notApplicable, notChecked, passed } from '../../ports/finding.ts';
import type { LoadedSettings } from '../settings.ts';

/** GitHub takes an App's word for ten minutes, less a minute of difference; Google and Vault are as strict. */
const MOST_MS = 30_000;
const DEADLINE_MS = 10_000;

export async function clockLinks(loaded: LoadedSettings): Promise<readonly Finding[]> {
  const { cloudRun, forge, google } = loaded.settings;
  const ca =
    google?.ca === undefined ? undefined : await readFile(loaded.resolve(google.ca), 'utf8');
  return Promise.all([
    clockFinding('clock of the forge', forge.url),
    google === undefined && cloudRun?.token !== undefined
      ? Promise.resolve(notApplicable(GOOGLE, 'The settings give a token for Cloud Run.'))
      : clockFinding(GOOGLE, google?.endpoints?.sts ?? 'https://sts.googleapis.com', ca),
  ]);
}

const GOOGLE = 'clock of Google';

export async function clockFinding(link: string, url: string, ca?: string): Promise<Finding> {
  const asked = Date.now();
  const date = await dateOf(url, ca).catch(() => null);
  const answered = Date.now();
  const theirs = Date.parse(date ?? '');
  const { host } = new URL(url);
  if (Number.isNaN(theirs)) {
    return notChecked(link, `${host} did not say what time it is.`, 'See that it can be reached.');
  }
  // The header has whole seconds.
  const difference = (asked + answered) / 2 - (theirs + 500);
  const seconds = Math.round(Math.abs(difference) / 1000);
  if (Math.abs(difference) <= MOST_MS) return passed(link, `Within ${seconds} s of ${host}.`);
  const way = difference > 0 ? 'ahead of' : 'behind';
  return failed(
    link,
    `This machine is ${seconds} s ${way} ${host}.`,
    'Set its clock by NTP: tokens are refused that were made in the future or have ended.',
  );
}

/** The `Date` header, whatever the answer is. */
function dateOf(url: string, ca: string | undefined): Promise<string | null> {
  const request = url.startsWith('https:') ? secure : plain;
  return new Promise((resolve, reject) => {
    const options = { method: 'HEAD', timeout: DEADLINE_MS, ...(ca === undefined ? {} : { ca }) };
    const sent = request(url, options, (answer) => {
      answer.resume();
      resolve(answer.headers.date ?? null);
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.on('error', reject);
    sent.end();
  });
}
