// What is asked of the outside for many is asked for a few at a time.

const AT_ONCE = 8;

/** Answers in the order of the items. A failure ends it, and nothing more is begun. */
export async function fewAtOnce<T, A>(
  items: readonly T[],
  ask: (item: T) => Promise<A>,
): Promise<readonly A[]> {
  const answers: A[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE)
    answers.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(ask))));
  return answers;
}
