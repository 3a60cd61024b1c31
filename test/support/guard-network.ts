// For test files that answer in the place of a server.

import { afterEach, beforeEach, expect } from '@jest/globals';
import nock from 'nock';

/** Nothing but what a test expects is asked, and all of it. */
export function guardNetwork(): void {
  beforeEach(() => {
    nock.disableNetConnect();
  });

  afterEach(() => {
    const unused = nock.pendingMocks();
    nock.abortPendingRequests();
    nock.cleanAll();
    nock.enableNetConnect();
    expect(unused).toEqual([]);
  });
}
