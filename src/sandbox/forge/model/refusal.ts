// What the model does not do, and why: each forge's API words it in its own way.

export type RefusalCode =
  | 'no such source branch'
  | 'no such target branch'
  | 'same branch'
  | 'nothing to merge'
  | 'another open'
  | 'branch exists'
  | 'branch moved'
  | 'bad branch name'
  | 'no start'
  | 'file exists'
  | 'no such file'
  | 'file changed'
  | 'bad path'
  | 'not found'
  | 'not allowed'
  | 'bad request';

export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** Of HTTP. */
  readonly status: number;
  readonly code: RefusalCode;
  /** One sentence, or several. */
  readonly words: string | readonly string[];

  constructor(status: number, words: string | readonly string[], code: RefusalCode) {
    super(typeof words === 'string' ? words : words.join('. '));
    this.status = status;
    this.words = words;
    this.code = code;
  }
}

/** Without a code, the status says all that a program needs. */
export function refuse(
  status: number,
  words: string | readonly string[],
  code: RefusalCode = codeOf(status),
): Refusal {
  return new Refusal(status, words, code);
}

function codeOf(status: number): RefusalCode {
  if (status === 404) return 'not found';
  return status === 403 ? 'not allowed' : 'bad request';
}
