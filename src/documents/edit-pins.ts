// Changes which versions of secrets a deployment's file pins, and leaves every other byte as it was.

import { isMap, type YAMLMap } from 'yaml';
import { canonical } from '../resources/canonical.ts';
import type { Pins } from './pins.ts';
import { deploymentIn, editCarefully } from './yaml/careful.ts';
import {
  insertion,
  type Layout,
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

/**
 * The text with these pins beside those that it has; a pin that is there gets its new number in its place, new ones
 * follow. Throws for a text that is not a deployment.
 */
export function setPins(text: string, pins: Pins): string {
  if (Object.keys(pins).length === 0) return text;
  const whole = deploymentIn(text);
  const wanted = { ...(whole['secrets'] as Pins | undefined), ...pins };
  const root = rootOf(text);
  const layout = layoutOf(text, root);
  const pair = pairOf(root, 'secrets');
  return editCarefully(text, {
    wanted: { ...whole, secrets: wanted },
    ways:
      pair === null
        ? [() => [behindAll(root, wanted, layout)]]
        : [
            () => oneByOne(pair, wanted, layout),
            () => within(pair, wanted, layout),
            () => [replacement(pair, wanted, layout)],
          ],
    otherwise: (document) => document.set('secrets', wanted),
  });
}

function rootOf(text: string): YAMLMap.Parsed {
  const { root } = parseYaml(text);
  if (!isMap(root)) throw new Error('the deployment is not a group of fields');
  return root;
}

function behindAll(root: YAMLMap.Parsed, secrets: Pins, layout: Layout): Replacement {
  const last = root.items.at(-1);
  if (last === undefined) throw new Error('the deployment has no fields');
  return insertion(last, [rendered({ secrets }, layout.flow)], layout);
}

/** Only the numbers that differ, whether the pins stand in one line or below one another. */
function oneByOne(pair: ParsedPair, pins: Pins, { text }: Layout): readonly Replacement[] {
  const { value: map } = pair;
  if (!isMap(map)) return [];
  const layout = layoutOf(text, map);
  const last = map.items.at(-1);
  const changed: Replacement[] = [];
  const added: string[] = [];
  for (const [name, version] of Object.entries(pins)) {
    const here = pairOf(map, name);
    if (here === null) added.push(rendered({ [name]: version }, layout.flow));
    else if (canonical(plainValue(here.value, [])) !== canonical(version)) {
      changed.push(replacement(here, version, layout));
    }
  }
  return last === undefined || added.length === 0
    ? changed
    : [insertion(last, added, layout), ...changed];
}
