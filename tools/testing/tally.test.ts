import { expect, test } from 'vitest';
import { addTallies, closingLine, tallyLines } from './tally.ts';

const started = (id: string) => ({ kind: 'started', id, file: 'a.test.ts', name: `test ${id}` }) as const;

test('counts results; a test that never ended and a file that did not load are failures', () => {
  const tally = tallyLines([
    { kind: 'file_started', file: 'a.test.ts' },
    ...['1', '2', '3', '4'].map((id) => started(id)),
    { kind: 'ended', id: '1', state: 'passed' },
    { kind: 'ended', id: '2', state: 'failed' },
    { kind: 'ended', id: '3', state: 'skipped' },
    { kind: 'file_failed', file: 'b.test.ts', message: 'syntax' },
  ]);
  expect(tally).toEqual({ passed: 1, failed: 3, skipped: 1, unfinished: ['a.test.ts > test 4'] });
});

test('a file whose worker never answered is named', () => {
  const tally = tallyLines([
    { kind: 'file_started', file: 'a.test.ts' },
    { kind: 'file_started', file: 'b.test.ts' },
    { kind: 'file_ended', file: 'a.test.ts' },
  ]);
  expect(tally).toEqual({ passed: 0, failed: 1, skipped: 0, unfinished: ['b.test.ts'] });
});

test('the closing line adds up', () => {
  const one = { passed: 1, failed: 0, skipped: 2, unfinished: [] };
  expect(closingLine(addTallies(one, one))).toBe('2 passed, 0 failed, 4 skipped');
});
