import { expect, it } from 'vitest';
import { rules } from '#contract';
import { coverageOf } from './coverage.ts';

const place = (ruleId: string) => ({ ruleId, path: 'server/src/a.ts', line: 1, symbol: 'a' });
const title = (ruleId: string) => ({ ruleId, path: 'server/src/a.test.ts', line: 1, title: ruleId });

it.each([
  ['enforced', ['E'], 'untested'],
  ['computed', ['C'], 'untested'],
  ['a declaration that is also enforced', ['D', 'E'], 'untested'],
  ['a notice', ['N'], 'done'],
  ['declared', ['D'], 'done'],
] as const)('a rule that is %s, with code alone', (_name, classes, status) => {
  const [first] = rules;
  if (!first) throw new Error('The catalogue is empty');
  const rule = { ...first, classes: [...classes] as typeof first.classes };
  const statusWith = (code: string[], tests: string[]) =>
    coverageOf([rule], { code: code.map(place), tests: tests.map(title), unknown: [] })[0]?.status;
  expect(statusWith([rule.id], [])).toBe(status);
  expect(statusWith([rule.id], [rule.id])).toBe('done');
  expect(statusWith([], [rule.id])).toBe('unmarked');
  expect(statusWith([], [])).toBe('planned');
});
