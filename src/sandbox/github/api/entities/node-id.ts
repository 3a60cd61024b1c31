// The ids of GitHub's GraphQL: a kind and a number, written as the older of its two forms has them.

/** `PullRequest`, 7 -> `MDExOlB1bGxSZXF1ZXN0Nw==`. */
export function nodeId(kind: string, id: number): string {
  return Buffer.from(`0${kind.length}:${kind}${id}`).toString('base64');
}

/** Null for what is no node id. */
export function readNodeId(text: string): { readonly kind: string; readonly id: number } | null {
  const found = /^0\d+:([A-Za-z]+)(\d+)$/.exec(Buffer.from(text, 'base64').toString());
  return found === null ? null : { kind: found[1] ?? '', id: Number(found[2]) };
}
