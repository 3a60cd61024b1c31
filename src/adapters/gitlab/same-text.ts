// Whether GitLab holds a text already, whatever it did to the white space around it.

/** GitLab stores texts with line feeds only, and without white space at the ends. */
export function sameText(a: string, b: string): boolean {
  return normal(a) === normal(b);
}

function normal(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[ \t]+$/gm, '')
    .trim();
}
