// Changes the release block of a deployment's file and leaves every other byte as it was.

import { isMap, type YAMLMap } from 'yaml';
import { canonical } from '../resources/canonical.ts';
import type { Release, RunwayService } from './generated/documents.ts';
import { deploymentIn, editCarefully } from './yaml/careful.ts';
import {
  insertion,
  layoutOf,
  pairOf,
  type ParsedPair,
  rendered,
  type Replacement,
  replacement,
} from './yaml/edit.ts';
import { parseYaml } from './yaml/syntax.ts';
import { plainValue } from './yaml/value.ts';
import { within } from './yaml/within.ts';

export interface ReleaseEdit {
  readonly version?: string;
  readonly image?: string;
  readonly digest: string;
  readonly commit: string;
  readonly manifest: RunwayService;
}

/**
 * The text with these parts of its release. Comments, order, quotes and line ends stay; a value that is
 * already right is not touched; what is missing is inserted in its usual place. Throws for a text that is
 * not a deployment.
 */
export function editRelease(text: string, release: ReleaseEdit): string {
  return edited(text, release);
}

/** The text with another version; digest, commit and manifest are then out of date until completed. */
export function setVersion(text: string, version: string): string {
  return edited(text, { version });
}

type Key = keyof Release;
const ORDER = [
  'version',
  'image',
  'digest',
  'commit',
  'manifest',
] as const satisfies readonly Key[];

function edited(text: string, release: Partial<Release>): string {
  const whole = deploymentIn(text);
  return editCarefully(text, {
    wanted: { ...whole, release: { ...whole.release, ...release } },
    ways: [within, replacedWhole].map((change) => () => replacements(text, release, change)),
    otherwise: (document) => {
      for (const key of ORDER) {
        if (release[key] !== undefined) document.setIn(['release', key], release[key]);
      }
    },
  });
}

type ChangeField = typeof within;

const replacedWhole: ChangeField = (pair, value, layout) => [replacement(pair, value, layout)];

function replacements(
  text: string,
  release: Partial<Release>,
  change: ChangeField,
): readonly Replacement[] {
  const map = releaseMap(text);
  const layout = layoutOf(text, map);
  const found: Replacement[] = [];
  let anchor: ParsedPair | null = null;
  let pending: string[] = [];
  const insert = (): void => {
    if (anchor !== null && pending.length > 0) found.push(insertion(anchor, pending, layout));
    pending = [];
  };
  for (const key of ORDER) {
    const pair = pairOf(map, key);
    const value = release[key];
    if (pair !== null) {
      insert();
      anchor = pair;
      if (value !== undefined && !holds(pair, value)) found.push(...change(pair, value, layout));
    } else if (value !== undefined) {
      pending.push(rendered({ [key]: value }, layout.flow));
    }
  }
  insert();
  return found;
}

function releaseMap(text: string): YAMLMap.Parsed {
  const { root } = parseYaml(text);
  const pair = isMap(root) ? pairOf(root, 'release') : null;
  if (pair === null || !isMap(pair.value)) throw new Error('the deployment has no release');
  return pair.value;
}

function holds(pair: ParsedPair, value: unknown): boolean {
  return canonical(plainValue(pair.value, [])) === canonical(value);
}
