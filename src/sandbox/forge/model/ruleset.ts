// Rules for the default branch that somebody has set up by a forge's API. Plain JSON, a part of the state.

export interface Ruleset {
  readonly id: number;
  readonly createdAt: string;
  name: string;
  enforcement: 'active' | 'disabled';
  rules: readonly Rule[];
  updatedAt: string;
}

export interface Rule {
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}
