// Times as GitHub writes them: to the second, in UTC.

/** `2026-01-31T12:00:00Z`. */
export function githubTime(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 19)}Z`;
}

export function githubTimeOrNull(iso: string | null | undefined): string | null {
  return iso === null || iso === undefined ? null : githubTime(iso);
}
