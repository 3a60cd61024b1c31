import { expect, test } from '@jest/globals';
import { createStatusLine, terminalLine } from '../../src/cli/status-line.ts';

function paper(isTTY: boolean): { written: string[]; out: Parameters<typeof terminalLine>[0] } {
  const written: string[] = [];
  const write = (text: string | Uint8Array): boolean => written.push(String(text)) > 0;
  return { written, out: { isTTY, write } };
}

test('on a terminal the line is rewritten and leaves nothing behind', () => {
  const { written, out } = paper(true);
  const line = terminalLine(out);
  for (const words of ['checking', 'checking', 'comparing']) line.say(words);
  line.clear();
  line.clear();
  const fresh = '\r\u001B[2K';
  expect(written).toEqual([`${fresh}checking …`, `${fresh}comparing …`, fresh]);
});

test('progress is for terminals alone, what is waited for is told everywhere', () => {
  const progress = paper(false);
  const waiting = paper(false);
  for (const line of [terminalLine(progress.out), createStatusLine(waiting.out)]) {
    line.say('checking');
    line.clear();
  }
  expect([progress.written, waiting.written]).toEqual([[], ['checking …\n']]);
});
