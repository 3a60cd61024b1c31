// One order of texts, whatever the machine's language.

/** For `sort`, by UTF-16 code units: the order that `sort` itself gives to a list of texts. */
export function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
