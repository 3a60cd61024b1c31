// Puts the prepared image of an empty store beside the compiled code. Runs after the compiler.

import { join } from 'node:path';
import { prepareStore } from '../dist/adapters/postgres/prepared.js';

await prepareStore(join(import.meta.dirname, '../dist/adapters/postgres'));
