// What the providers of IAM's kinds work with.

import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Newcomers } from '../google/newcomers.ts';
import type { PolicyWriter } from '../google/policy-writer.ts';
import type { AccountsApi } from './client/accounts.ts';
import type { ProjectsApi } from './client/projects.ts';

export interface Hands {
  readonly accounts: AccountsApi;
  readonly projects: ProjectsApi;
  readonly changePolicy: PolicyWriter;
  readonly newcomers: Newcomers;
  readonly clock: Clock;
  readonly log: Log;
}
