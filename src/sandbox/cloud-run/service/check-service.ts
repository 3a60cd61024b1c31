// What the vendor refuses in a service around its template.

import type { Service, TrafficTarget } from '../messages.ts';
import { LATEST, NAMED } from '../messages.ts';
import { invalid } from '../api/refusal.ts';

/** System annotations and labels of the v1 API have fields of their own in v2, which refuses them. */
const SYSTEM = [
  'run.googleapis.com',
  'cloud.googleapis.com',
  'serving.knative.dev',
  'autoscaling.knative.dev',
];

export function checkId(id: string): void {
  if (/^[a-z]([-a-z0-9]{0,47}[a-z0-9])?$/.test(id)) return;
  throw invalid(
    'service_id',
    `Invalid service ID '${id}'. It must use only lower-case letters, digits and hyphens, begin with a letter, not end with a hyphen, and have fewer than 50 characters.`,
  );
}

export function checkService(service: Service, id: string): void {
  if ((service.description ?? '').length > 512) {
    throw invalid('description', 'must have at most 512 characters.');
  }
  checkLabels(service.labels ?? {}, 'labels');
  checkAnnotations(service.annotations ?? {}, 'annotations');
  checkLabels(service.template?.labels ?? {}, 'template.labels');
  checkAnnotations(service.template?.annotations ?? {}, 'template.annotations');
  checkScaling(service);
  checkTraffic(service.traffic ?? [], id);
}

type Texts = Readonly<Record<string, string>>;

function checkLabels(labels: Texts, path: string): void {
  checkSystem(labels, path);
  if (Object.keys(labels).length > 64) throw invalid(path, 'at most 64 labels are allowed.');
  for (const [key, value] of Object.entries(labels)) {
    if (!/^\p{Ll}[\p{Ll}\p{N}_-]{0,62}$/u.test(key)) {
      throw invalid(
        path,
        `Invalid label key '${key}'. Keys start with a lower-case letter and hold only lower-case letters, digits, underscores and hyphens; at most 63 characters.`,
      );
    }
    if (!/^[\p{Ll}\p{N}_-]{0,63}$/u.test(value)) {
      throw invalid(
        path,
        `Invalid label value '${value}' of '${key}'. Values hold only lower-case letters, digits, underscores and hyphens; at most 63 characters.`,
      );
    }
  }
}

function checkAnnotations(annotations: Texts, path: string): void {
  checkSystem(annotations, path);
  const size = Object.entries(annotations).reduce((sum, [k, v]) => sum + k.length + v.length, 0);
  if (size > 256 * 1024) throw invalid(path, 'annotations must not exceed 256 KiB in total.');
}

function checkSystem(map: Texts, path: string): void {
  const key = Object.keys(map).find((name) =>
    SYSTEM.some(
      (system) => name.startsWith(`${system}/`) || name.split('/')[0]?.endsWith(`.${system}`),
    ),
  );
  if (key !== undefined) {
    throw invalid(
      path,
      `'${key}' is in a namespace that is reserved for the system and is not supported in the v2 API.`,
    );
  }
}

function checkScaling({ scaling }: Service): void {
  const least = scaling?.minInstanceCount ?? 0;
  const most = scaling?.maxInstanceCount ?? 0;
  if (least < 0) throw invalid('scaling.min_instance_count', 'must not be negative.');
  if (most < 0) throw invalid('scaling.max_instance_count', 'must not be negative.');
  if (most > 0 && least > most) {
    throw invalid(
      'scaling',
      'min_instance_count must be less than or equal to max_instance_count.',
    );
  }
}

function checkTraffic(traffic: readonly TrafficTarget[], id: string): void {
  for (const [index, target] of traffic.entries()) checkTarget(target, `traffic[${index}]`, id);
  const sum = traffic.reduce((total, { percent }) => total + (percent ?? 0), 0);
  if (sum !== 100)
    throw invalid('traffic', `The traffic percents must sum to 100, but were ${sum}.`);
  const tags = traffic.map(({ tag }) => tag).filter((tag) => tag);
  const twice = tags.find((tag, index) => tags.indexOf(tag) !== index);
  if (twice) throw invalid('traffic', `Tag '${twice}' is used by more than one traffic target.`);
}

function checkTarget(target: TrafficTarget, path: string, id: string): void {
  const { percent, revision, tag, type } = target;
  if ((percent ?? 0) < 0 || (percent ?? 0) > 100) {
    throw invalid(`${path}.percent`, `must be between 0 and 100 inclusive, but was ${percent}.`);
  }
  if (type === NAMED && !revision) {
    throw invalid(`${path}.revision`, 'is required for traffic that is allocated to a revision.');
  }
  if (type === LATEST && revision) {
    throw invalid(
      `${path}.revision`,
      'must be empty for traffic that follows the latest revision.',
    );
  }
  if (type !== NAMED && type !== LATEST) throw invalid(`${path}.type`, 'must be specified.');
  if (tag && !(/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(tag) && tag.length + id.length <= 46)) {
    throw invalid(
      `${path}.tag`,
      `Invalid tag '${tag}'. Tags hold only lower-case letters, digits and hyphens, start with a letter, and have together with the name of the service at most 46 characters.`,
    );
  }
}
