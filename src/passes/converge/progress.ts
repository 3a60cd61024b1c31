// How far a converging is, line by line, as people see it live.

import { nameOf } from '../../plan/name.ts';
import type { Plan, Step } from '../../plan/plan.ts';
import type { Progress } from '../../plan/outcome.ts';
import type { Address } from '../../resources/address.ts';
import type { Kind } from '../../resources/kinds.ts';
import type { Resource } from '../../resources/resource.ts';

const SUBJECTS: Readonly<Record<Kind, Progress['subject']>> = {
  ServiceAccount: 'account',
  Trust: 'trust',
  VaultPolicy: 'Vault policy',
  VaultRole: 'Vault role',
  ImageRepository: 'image repository',
  ParkedService: 'parked service',
  Secret: 'secret',
  Image: 'image',
  Service: 'revision',
  Traffic: 'traffic',
  Endpoint: 'endpoint',
};

/**
 * One line for each wanted resource and then for each that goes, in the order of the plan; what is wanted and not
 * named in the plan is done.
 */
export function progressOf(
  desired: readonly Resource[],
  plan: Plan,
  written: readonly Step[],
): readonly Progress[] {
  const steps = plan.waves.flat();
  const sent = new Set(written.map(({ address }) => address));
  const wanted = desired.map((resource) => {
    const step = steps.find(({ address }) => address === resource.address);
    return { ...lineOf(resource), ...stateOf(step, sent.has(resource.address)) };
  });
  const going = steps.flatMap((step) => {
    const { action, before, address } = step;
    if (action !== 'remove' || before === null) return [];
    const { state, words } = stateOf(step, sent.has(address));
    return [{ ...lineOf(before), state, words: goingWords(state, words) }];
  });
  return [...wanted, ...going];
}

/** The line that says that it waits for its provisioning; null where it does not. */
export function provisioningIn(progress: readonly Progress[]): Progress | null {
  return progress.find(({ subject }) => subject === 'provisioning') ?? null;
}

/** Whether a line tells of this resource, whatever its state. */
export function isLineOf(line: Progress, resource: Resource): boolean {
  const { region, subject, name } = lineOf(resource);
  return line.region === region && line.subject === subject && line.name === name;
}

function lineOf(resource: Resource): Omit<Progress, 'state' | 'words'> {
  const name = nameOf(resource);
  const { region, kind } = resource;
  return { region, subject: SUBJECTS[kind], ...(name === null ? {} : { name }) };
}

/** A removal that waits for the world says so in the world's words. */
function goingWords(state: Progress['state'], words: string): string {
  if (state === 'waiting') return `to be removed ${words}`.trimEnd();
  return words === '' ? 'being removed' : `to be removed: ${words}`;
}

function stateOf(step: Step | undefined, sent: boolean): Pick<Progress, 'state' | 'words'> {
  if (step === undefined) return { state: 'done', words: '' };
  if (sent) return { state: 'under way', words: step.revision ?? '' };
  const { standing } = step;
  switch (standing.state) {
    case 'ready':
      return { state: 'waiting', words: '' };
    case 'waiting':
      return { state: 'waiting', words: `after the ${subjectOf(standing.on)}` };
    case 'under way':
      // Of a revision and its traffic the runtime only says that it waits: which one it is says more.
      return { state: 'under way', words: step.revision ?? waitingFor(step, standing.message) };
    case 'settled':
      return { state: 'done', words: step.revision ?? '' };
    case 'failed':
      return { state: 'failed', words: standing.message };
  }
}

function waitingFor({ kind }: Step, message: string): string {
  return kind === 'Traffic' ? '' : message;
}

/** The kind is the third part of an address: `production/checkout/Service/us-east1`. */
function subjectOf(address: Address): Progress['subject'] {
  const kind = address.split('/')[2];
  return SUBJECTS[kind as Kind];
}
