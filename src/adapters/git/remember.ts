// What Git says about commits never changes, so it is asked once.

const MOST = 20_000;

/**
 * The same question, answered once; questions at the same time share the answer, and a failure is not kept. The
 * oldest answers are forgotten.
 */
export function remember<Q extends readonly string[], A>(
  ask: (...question: Q) => Promise<A>,
  most: number = MOST,
): (...question: Q) => Promise<A> {
  const known = new Map<string, Promise<A>>();
  return (...question) => {
    const key = question.join(' ');
    const before = known.get(key);
    if (before !== undefined) return before;
    const answer = ask(...question);
    known.set(key, answer);
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    answer.catch(() => {
      if (known.get(key) === answer) known.delete(key);
    });
    return answer;
  };
}
