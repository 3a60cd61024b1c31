// A release in bad weather ends as one in good weather does, told on one sandbox that runs the real product.

import { describe } from '@jest/globals';
import { shareSandbox } from './one-sandbox.ts';
import { comparison } from './stories/comparison.ts';
import { failures } from './stories/failures.ts';
import { kills } from './stories/kills.ts';
import { webhooks } from './stories/webhooks.ts';

const shared = shareSandbox();

describe('requests that fail', () => failures(shared));
describe('webhooks', () => webhooks(shared));
describe('kills', () => kills(shared));
// Last: it leaves the world as nobody else would find it.
describe('the comparison', () => comparison(shared));
