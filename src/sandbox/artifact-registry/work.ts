// What is behind an operation: it ends a moment after it was asked for, also over a restart.

import type { Log } from '../../ports/log.ts';
import type { Cloud } from '../google/cloud.ts';
import type { Shelf } from '../google/serve/shelf.ts';
import type { FindContent } from './content.ts';
import type { OperationState, RepositoryState } from './state.ts';

export interface Work {
  begin(operation: OperationState): void;
  /** Resolves when no work is under way; what was not begun waits for the next start. */
  close(): Promise<void>;
}

export interface WorkOptions {
  readonly cloud: Pick<Cloud, 'dropPolicy'>;
  readonly log: Log;
  readonly repositories: Shelf<RepositoryState>;
  readonly operations: Shelf<OperationState>;
  readonly content: FindContent;
  readonly delayMs: number;
}

export function createWork(options: WorkOptions): Work {
  const { delayMs, log, operations } = options;
  const timers = new Map<string, NodeJS.Timeout>();
  const going = new Set<Promise<void>>();
  const end = async (operation: OperationState): Promise<void> => {
    try {
      await finish(operation, options);
      operations.put({ ...operation, done: true });
    } catch (error) {
      log.error('operation broke', { operation: operation.name, error: String(error) });
    }
  };
  return {
    begin(operation) {
      operations.put(operation);
      const timer = setTimeout(() => {
        timers.delete(operation.name);
        const ending = end(operation);
        going.add(ending);
        void ending.finally(() => going.delete(ending));
      }, delayMs);
      timers.set(operation.name, timer);
    },
    async close() {
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(going);
    },
  };
}

/** Safe to repeat. */
async function finish({ work }: OperationState, options: WorkOptions): Promise<void> {
  const { cloud, content, repositories } = options;
  if (work.type === 'create') return repositories.put(work.state);
  const [, project = '', , location = '', , id = ''] = work.repository.split('/');
  await content(project, location)?.drop(`${project}/${id}`);
  repositories.drop(work.repository);
  cloud.dropPolicy(work.repository);
}
