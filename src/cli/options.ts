// Options that several commands share.

import { Option } from 'commander';

export function settingsOption(): Option {
  return new Option('--settings <file>', "the bot's settings").env('RUNWAY_SETTINGS');
}

export function jsonOption(): Option {
  return new Option('--json', 'print JSON for machines').default(false);
}
