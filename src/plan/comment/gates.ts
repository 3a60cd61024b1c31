// What still stands in the way, and who can clear it.

import { splitTarget, type Target } from '../../resources/address.ts';
import { standsInTheWay } from '../foreign.ts';
import { code, fence, type Markdown, prose, text, trusted } from './escape.ts';
import type { Condition, Gate, TargetReview } from './review.ts';
import { count, isProvisioning } from './words.ts';

const MOST_SHOWN = 20;

type Planned = Extract<Condition, { state: 'planned' }>;

const NOT_SEEN: Gate = {
  summary: 'What could not be looked at must be planned.',
  clearedBy: 'Runway, which looks again by itself',
};

const NOT_APPROVED: Gate = {
  summary:
    'The branch belongs to another project, so only its files were looked at: no registry and no runtime was asked.',
  clearedBy: 'anybody who may push to this project, by approving this commit',
};

/** `draft` is a gate of its own. */
export function gates({ targets, draft, unseen = [], filesOnly = false }: Planned): Markdown {
  const found = gathered(targets);
  if (filesOnly) found.unshift({ ...NOT_APPROVED, targets: [] });
  else if (unseen.length > 0) found.unshift({ ...NOT_SEEN, targets: [] });
  if (draft) found.unshift({ summary: 'This is a draft.', clearedBy: 'its author', targets: [] });
  if (found.length === 0) return trusted('**Before merging:** nothing stands in the way.');
  const lines = found.slice(0, MOST_SHOWN).map((gate) => gateLine(gate, targets.length));
  const rest = found.length - lines.length;
  const more = rest > 0 ? [`- and ${count(rest, 'other')}`] : [];
  return trusted(['**Before merging:**', '', ...lines, ...more].join('\n'));
}

/** What a person must write where the bot cannot push; exact, to be copied. */
export function toWrite(targets: readonly TargetReview[]): Markdown[] {
  return targets.flatMap(({ completion }) => {
    if (completion?.type !== 'to write') return [];
    const ask = `**Write this into** ${code(completion.path)} (${prose(completion.because)}):`;
    return [trusted(`${ask}\n\n${fence(completion.yaml, 'yaml')}`)];
  });
}

interface Shared extends Gate {
  readonly targets: readonly string[];
}

/** The same gate of many targets is said once. */
function gathered(targets: readonly TargetReview[]): Shared[] {
  const found = new Map<string, { readonly gate: Gate; readonly targets: string[] }>();
  for (const review of targets) {
    for (const gate of gatesOf(review)) {
      const key = `${gate.summary}\n${gate.clearedBy}`;
      const shared = found.get(key) ?? { gate, targets: [] };
      shared.targets.push(review.target);
      found.set(key, shared);
    }
  }
  return [...found.values()].map(({ gate, targets: names }) => ({ ...gate, targets: names }));
}

function gatesOf({ gates: own, target, plan, completion }: TargetReview): Gate[] {
  const foreign = plan.foreign.map((address) => ({
    summary: standsInTheWay(address),
    clearedBy: isProvisioning(plan) ? removedOrAdopted(target) : REMOVED,
  }));
  const missing =
    completion?.type === 'to write'
      ? [{ summary: 'The release is not complete.', clearedBy: 'the author, with the text below' }]
      : [];
  return [...missing, ...foreign, ...own];
}

const REMOVED = 'whoever owns it, by removing it; or choose another name';

/** Only the file can say that something of somebody else's becomes Runway's. */
function removedOrAdopted(target: Target): string {
  const { environment, workload } = splitTarget(target);
  const words = `\`adopt: [${environment}]\` in \`inventory/${workload}.yml\``;
  return `whoever owns it, by removing it; or the author, with ${words}, after which it is Runway's`;
}

function gateLine({ summary, clearedBy, targets }: Shared, all: number): string {
  const of =
    all < 2 || targets.length === 0
      ? ''
      : targets.length === 1
        ? `${text(targets[0] ?? '')}: `
        : `${count(targets.length, 'target')}: `;
  return `- ${of}${prose(summary)} Cleared by ${prose(clearedBy)}.`;
}
