// Reference pages from the schemas: each field with its type, default, meaning and an example.

import { stringify } from 'yaml';

const PAGES = [
  { kind: 'Workload', page: 'workload', example: 'inventory/checkout.yml' },
  { kind: 'Environment', page: 'environment', example: 'environments/production/environment.yml' },
  { kind: 'Deployment', page: 'deployment', example: 'environments/production/checkout.yml' },
  { kind: 'RunwayService', page: 'runway-service', example: null },
  { kind: 'Settings', page: 'settings', example: null },
];

const NOUNS = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: '`true` or `false`',
  array: 'list',
  object: 'group',
};

/** Path and text of each page. `schema` reads a schema by its name, `text` a file of the repository. */
export function referencePages(schema, text) {
  return PAGES.map(({ kind, page, example }) => {
    const root = schema(kind);
    const rows = rowsOf(root, '', root);
    const lines = [
      `# ${kind}`,
      '',
      root.description,
      '',
      'Generated from `schemas/` by `npm run generate`. Fields marked * must be there; unknown fields and empty values are refused.',
      '',
      '| field | type | default | meaning | example |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
    ];
    if (example !== null) {
      lines.push('', `## Example: \`${example}\``, '', '```yaml', text(example).trimEnd(), '```');
    }
    return [`docs/reference/${page}.md`, `${lines.join('\n')}\n`];
  });
}

function rowsOf(group, path, root) {
  if (group.discriminator !== undefined) return rowsOfChoices(group, path, root);
  const rows = [];
  for (const [key, written] of Object.entries(group.properties ?? {})) {
    const { field, link } = follow(written, root);
    const name = path === '' ? key : `${path}.${key}`;
    const required = (group.required ?? []).includes(key);
    rows.push(row(required ? `\`${name}\` *` : `\`${name}\``, field, link));
    if (link !== null) continue;
    rows.push(...rowsOf(field, name, root));
    if (typeof field.additionalProperties === 'object') {
      rows.push(row(`\`${name}.NAME\``, field.additionalProperties, null));
      rows.push(...rowsOf(field.additionalProperties, `${name}.NAME`, root));
    }
  }
  return rows;
}

/** One row for what all alternatives have alike; else one for each, which says where it belongs. */
function rowsOfChoices({ discriminator, oneOf }, path, root) {
  const tag = discriminator.propertyName;
  const choices = oneOf.map((choice) => follow(choice, root).field);
  const kinds = choices.map(({ properties }) => properties[tag].enum[0]);
  const rows = new Map();
  for (const [index, choice] of choices.entries()) {
    for (const written of rowsOf(choice, path, root)) {
      rows.set(written, [...(rows.get(written) ?? []), kinds[index]]);
    }
  }
  return [...rows].map(([written, of]) =>
    of.length === choices.length ? written : forOne(written, tag, of),
  );
}

function forOne(written, tag, kinds) {
  const cells = written.split(' | ');
  const where = kinds.map((kind) => `\`${tag}: ${kind}\``).join(', ');
  return [...cells.slice(0, 3), `With ${where}: ${cells[3]}`, ...cells.slice(4)].join(' | ');
}

function follow(field, root) {
  if (field.$ref === undefined) return { field, link: null };
  if (field.$ref.startsWith('#/$defs/')) {
    return { field: { ...root.$defs[field.$ref.slice('#/$defs/'.length)], ...field }, link: null };
  }
  const link = '[fields of a manifest](runway-service.md)';
  return { field: { type: 'object', ...field }, link };
}

function row(name, field, link) {
  const example = field.examples?.[0];
  const cells = [
    name,
    link ?? typeOf(field),
    field.default === undefined ? '' : `\`${field.default}\``,
    [field.title, field.description].filter(Boolean).join('. '),
    example === undefined ? '' : `\`${inline(example)}\``,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function typeOf(field) {
  if (field.enum !== undefined) return field.enum.map((choice) => `\`${choice}\``).join(', ');
  if (field.discriminator !== undefined) return 'group';
  if (field.oneOf !== undefined) {
    const choices = field.oneOf.map(
      ({ properties }) => `\`${Object.keys(properties).join(', ')}\``,
    );
    return `group with ${choices.join(' or ')}`;
  }
  const type = [field.type]
    .flat()
    .map((each) => NOUNS[each])
    .join(' or ');
  const items =
    field.items === undefined
      ? ''
      : ` of ${[field.items.type]
          .flat()
          .map((each) => NOUNS[each])
          .join(' or ')}s`;
  const { minimum, maximum } = field;
  if (minimum !== undefined && maximum !== undefined) return `${type}, ${minimum} to ${maximum}`;
  return minimum === undefined ? `${type}${items}` : `${type}, from ${minimum}`;
}

function inline(value) {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, singleQuote: true }).trim();
}
