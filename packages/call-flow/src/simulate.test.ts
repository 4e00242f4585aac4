import { expect, test } from 'vitest';
import { simulateFlow } from './simulate.ts';
import { bundleOf, flowOf, say, someQueue, someUser, worldOf } from './testing.ts';

const flow = flowOf({
  menu: {
    kind: 'menu',
    settings: {
      sound: say('1 or 2'),
      choices: [
        { key: '1', label: 'Ada' },
        { key: '2', label: 'Queue' },
      ],
      tries: 2,
    },
    exits: { key_1: 'ada', key_2: 'queue', no_choice: 'bye' },
  },
  ada: {
    kind: 'ring',
    settings: { target: { kind: 'user', userId: someUser } },
    exits: { no_answer: 'mail', after_call: 'ask' },
  },
  queue: { kind: 'queue', settings: { queueId: someQueue }, exits: { waited_too_long: 'mail' } },
  ask: { kind: 'survey', settings: { question: 'happy', sound: say('1 to 5'), keys: ['1', '5'] } },
  mail: { kind: 'voicemail', settings: { box: { kind: 'number' } } },
  bye: { kind: 'hang_up', settings: { sound: say('Goodbye') } },
});
const bundle = bundleOf(flow);
const world = worldOf();
const pathOf = (scenario: Partial<Parameters<typeof simulateFlow>[1]>) => {
  const { run, waitsForKeys } = simulateFlow(bundle, { world, keys: [], ...scenario });
  return [...run.steps.map(({ nodeId }) => nodeId), waitsForKeys ? '…' : run.ending].join(' ');
};

test('follows the keys to who answers, and asks afterwards', () => {
  expect(pathOf({ keys: ['1', '5'] })).toBe('menu ada ask dead_end');
  expect(pathOf({ keys: ['1'], people: ['no_answer'] })).toBe('menu ada mail dead_end');
  expect(pathOf({ keys: ['2'], queues: ['waited_too_long'] })).toBe('menu queue mail dead_end');
  expect(pathOf({ keys: ['9', null] })).toBe('menu bye hung_up');
});

test('waits for the next key, with what was heard so far', () => {
  expect(pathOf({ keys: [] })).toBe('menu …');
  const { heard } = simulateFlow(bundle, { world, keys: ['9'] });
  expect(heard.map(({ action, event }) => [action.kind, event?.kind ?? null])).toEqual([
    ['ask_keys', 'keys'],
    ['ask_keys', null],
  ]);
});

test('a caller who presses keys for ever is stopped', () => {
  const circle = flowOf({
    menu: {
      kind: 'menu',
      settings: { sound: say('?'), choices: [{ key: '1', label: 'again' }] },
      exits: { key_1: 'menu', no_choice: 'menu' },
    },
  });
  const { heard } = simulateFlow(bundleOf(circle), { world, keys: Array.from({ length: 10_000 }, () => '1') });
  expect(heard.length).toBeLessThan(510);
});
