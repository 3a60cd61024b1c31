// A last check of every text that leaves for GitLab.

/**
 * GitLab carries out lines such as `/merge` or `/close` in comments and descriptions. Whoever renders our texts escapes
 * them; a text that still holds such a line outside a code fence is a bug of ours, and is never sent.
 */
export function refuseQuickActions(markdown: string): string {
  let fence: string | null = null;
  for (const line of markdown.split(/\r\n?|\n/)) {
    const marker = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
    if (fence !== null) {
      if (marker?.startsWith(fence) && line.trim() === marker) fence = null;
    } else if (marker !== null) {
      fence = marker;
    } else if (/^ {0,3}\//.test(line)) {
      throw new Error(
        'a text for GitLab holds a line that GitLab would carry out as a quick action',
      );
    }
  }
  return markdown;
}
