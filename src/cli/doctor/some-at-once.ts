// Many looks, a few at a time, in order.

const AT_ONCE = 8;

export async function someAtOnce<T, R>(
  items: readonly T[],
  look: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const found: R[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE)
    found.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(look))));
  return found;
}
