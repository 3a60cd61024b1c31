// One story on both forges: what people read is the same, but for numbers, links and the forge's own words.

import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { propose, startTeam, type Team, withVersion } from '../support/sandbox-team.ts';
import { eventually } from '../support/sandbox-wait.ts';
import { withoutNames } from '../support/without-names.ts';
import { fileOf, offered } from './stories/promotion-offers.ts';

/** Where both are left, to be looked at. */
const FOLDER = join(tmpdir(), 'runway-side-by-side');
const TARGET = 'dev/checkout';

type Told = Readonly<Record<string, string>>;

async function story(team: Team): Promise<Told> {
  const { alice, bob, calls, commentWith, judged, merge } = team;
  const bump = (version: string) => (text: string) => withVersion(text, version);

  const good = await propose(alice, fileOf(TARGET), bump('1.4.2'));
  const { comment: planned } = await judged(good.number);
  await merge(alice, good.number);
  const served = await commentWith(good.number, /checkout 1\.4\.2 serves in dev/);

  const offer = await offered(team, 'staging/checkout', '1.4.2');
  const { comment: promoted } = await judged(offer.number);
  await bob.close(offer.number);
  const declined = await commentWith(offer.number, /closed without merging/);

  const wrong = await propose(bob, fileOf('dev/catalog'), bump('1.10'));
  const { comment: mistaken } = await judged(wrong.number);

  const broken = await propose(alice, fileOf(TARGET), bump('1.5.0'));
  await judged(broken.number);
  await merge(alice, broken.number);
  const failed = await commentWith(broken.number, /checkout 1\.5\.0 failed in dev[^]*last proven/);
  const [call] = await eventually('people to be called', async () => {
    const found = await calls(broken.number);
    return found.length > 0 ? found : null;
  });
  return {
    planned,
    served,
    'the title of the promotion': offer.title,
    'the description of the promotion': offer.description,
    promoted,
    declined,
    mistaken,
    failed,
    'the call': call?.body ?? '',
  };
}

/** GitHub's addresses and numbers as GitLab has them, and neither's own name. */
const DIALECT: readonly (readonly [RegExp, string])[] = [
  [/http:\/\/127\.0\.0\.1:\d+/g, '<forge>'],
  [/(?<=<forge>\/\w+\/\w+)\/pull\/(?=\d)/g, '/-/merge_requests/'],
  [/(?<=<forge>\/\w+\/\w+)\/-\/(?=commit|compare)/g, '/'],
  [/(?<![\w&])#(?=\d+\b)/g, '!'],
  [/GitLab|GitHub/g, '<forge>'],
];

function neutral(told: Told): Told {
  const texts = Object.entries(told).map(([name, text]) => [
    name,
    DIALECT.reduce((before, [pattern, word]) => before.replace(pattern, word), text),
  ]);
  return withoutNames(Object.fromEntries(texts) as Told);
}

test(
  'the comments of one story read the same on GitLab and on GitHub',
  async () => {
    mkdirSync(FOLDER, { recursive: true });
    const told: Told[] = [];
    for (const forge of ['gitlab', 'github']) {
      const team = await startTeam('--forge', forge, '--soak', '2s', '--grace', '1h');
      try {
        const texts = await story(team);
        const page = Object.entries(texts).map(([name, text]) => `# ${name}\n\n${text}\n`);
        writeFileSync(join(FOLDER, `${forge}.md`), page.join('\n\n'));
        told.push(texts);
      } finally {
        await team.sandbox.stop();
      }
    }
    const [onGitLab = {}, onGitHub = {}] = told;
    expect(neutral(onGitHub)).toEqual(neutral(onGitLab));
  },
  20 * 60_000,
);
