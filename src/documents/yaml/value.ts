// YAML nodes to plain values that nothing can smuggle anything into.

import { isAlias, isScalar, isSeq, type ParsedNode, type Scalar, type YAMLMap } from 'yaml';
import { emptyObject, type PlainObject } from '../plain-object.ts';
import type { Flaw } from './syntax.ts';

/** Appends what is refused to `flaws`; the value is then not to be used. */
export function plainValue(node: ParsedNode | null, flaws: Flaw[]): unknown {
  if (node === null) return null;
  if (isAlias(node)) {
    flaws.push(refused(node, `The alias \`*${node.source}\` is not read.`, 'Write the value out.'));
    return null;
  }
  refuseProperties(node, flaws);
  if (isScalar(node)) return scalarValue(node, flaws);
  if (isSeq(node)) return node.items.map((item) => plainValue(item, flaws));
  return mapValue(node, flaws);
}

function mapValue(node: YAMLMap.Parsed, flaws: Flaw[]): PlainObject {
  const object = emptyObject();
  for (const { key, value } of node.items) {
    if (!isScalar(key)) {
      flaws.push(refused(key, 'A field name must be a plain text.', 'Write `field: value`.'));
      continue;
    }
    refuseProperties(key, flaws);
    const name = String(key.value);
    const problem = nameProblem(name, object);
    if (problem === null) object[name] = plainValue(value, flaws);
    else flaws.push(refused(key, problem.summary, problem.hint));
  }
  return object;
}

function nameProblem(name: string, object: PlainObject): { summary: string; hint: string } | null {
  if (name === '<<') {
    return {
      summary: 'Merge keys (`<<`) are not read.',
      hint: 'Write the fields out; the same text then means the same everywhere.',
    };
  }
  if (name === '__proto__') {
    return { summary: '`__proto__` is not a field.', hint: 'Remove it.' };
  }
  if (name in object) {
    return {
      summary: `\`${name}\` is written twice.`,
      hint: 'Keep one of them; only one value can hold.',
    };
  }
  return null;
}

function refuseProperties(node: ParsedNode, flaws: Flaw[]): void {
  if (isAlias(node)) return;
  if (node.anchor !== undefined) {
    flaws.push(
      refused(
        node,
        `The anchor \`&${node.anchor}\` is not read.`,
        'Remove it and write the value out where it is used.',
      ),
    );
  }
  // The composer leaves `tag` to explicit tags; plain values have none.
  if (node.tag !== undefined) {
    flaws.push(
      refused(
        node,
        `The tag \`${node.tag.replace('tag:yaml.org,2002:', '!!')}\` is not read.`,
        'Remove it; put a text in quotes instead.',
      ),
    );
  }
}

function scalarValue(node: Scalar.Parsed, flaws: Flaw[]): unknown {
  const { value, source } = node;
  if (typeof value === 'number' && String(value) !== source) {
    flaws.push({
      offset: node.range[0],
      severity: 'warning',
      summary: `\`${source}\` is read as the number ${value}.`,
      hint: `Write \`"${source}"\` in quotes if it is a text, else \`${value}\`.`,
    });
  }
  return value;
}

function refused(node: ParsedNode, summary: string, hint: string): Flaw {
  return { offset: node.range[0], severity: 'error', summary, hint };
}
