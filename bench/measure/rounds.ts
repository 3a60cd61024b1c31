// Runs several things in turn, A B A B, so that what disturbs the machine meanwhile meets all of them.

export type Contestants<Name extends string> = Readonly<Record<Name, () => Promise<number>>>;

export interface Rounds {
  /** Counted rounds, where time allows. */
  readonly most: number;
  /** After this many milliseconds no round is begun any more; one there always is. */
  readonly budgetMs: number;
  /** Rounds before the counted ones. */
  readonly warmUp: number;
  readonly progress: (round: string) => void;
}

/** The figures of each contestant, one a round, in the order of the rounds. */
export async function inTurn<Name extends string>(
  contestants: Contestants<Name>,
  rounds: Rounds,
): Promise<Readonly<Record<Name, readonly number[]>>> {
  const names = Object.keys(contestants) as Name[];
  const figures = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
    Name,
    number[]
  >;
  for (let round = 0; round < rounds.warmUp; round += 1) {
    for (const name of names) {
      rounds.progress(`warm-up, ${name}`);
      await contestants[name]();
    }
  }
  const until = performance.now() + rounds.budgetMs;
  for (let round = 0; round < rounds.most; round += 1) {
    if (round > 0 && performance.now() > until) break;
    for (const name of names) {
      rounds.progress(`round ${round + 1} of ${rounds.most}, ${name}`);
      figures[name].push(await contestants[name]());
    }
  }
  return figures;
}
