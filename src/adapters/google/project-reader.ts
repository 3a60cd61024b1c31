// What may be read of a project by whoever checks rights in it.

import type { Policy } from './policy-writer.ts';

/** Every method throws a Failure. */
export interface ProjectReader {
  /** The number that Google knows a project by, `415104041262`; it never changes. */
  number(project: string): Promise<string>;
  policy(project: string): Promise<Policy>;
  /** Which of the permissions the caller has in the project. */
  allowed(project: string, wished: readonly string[]): Promise<readonly string[]>;
}
