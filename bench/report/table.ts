// A plain table that reads as well on a terminal as in a Markdown file.

export interface Column<Row> {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly cell: (row: Row) => string;
}

export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ cell }) => cell(row).replaceAll('|', '/'))),
  ];
  const widths = columns.map((_, at) => Math.max(3, ...cells.map((row) => width(row[at] ?? ''))));
  const written = cells.map((row) =>
    row.map((text, at) => {
      const gap = ' '.repeat((widths[at] ?? 0) - width(text));
      return columns[at]?.align === 'right' ? gap + text : text + gap;
    }),
  );
  const rule = columns.map(({ align }, at) => {
    const dashes = '-'.repeat((widths[at] ?? 0) - (align === 'right' ? 1 : 0));
    return align === 'right' ? `${dashes}:` : dashes;
  });
  const [head = [], ...body] = written;
  return [head, rule, ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function width(text: string): number {
  return Array.from(text).length;
}
