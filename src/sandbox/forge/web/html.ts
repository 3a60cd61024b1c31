// HTML from templates in which every value is escaped unless it is HTML already.

export interface Html {
  readonly html: string;
}

export type Value = Html | string | number | boolean | null | undefined | readonly Value[];

/** Escapes what is not HTML; leaves out `false`, `null` and `undefined`; joins lists. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: parts.map((part, index) => part + render(values[index])).join('') };
}

/** HTML of our own making, or sanitised. */
export function trusted(text: string): Html {
  return { html: text };
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function render(value: Value): string {
  if (value === null || value === undefined || value === false || value === true) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return 'html' in value ? value.html : value.map(render).join('');
}
