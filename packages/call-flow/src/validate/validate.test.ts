import { describe, expect, test } from 'vitest';
import type { FlowDocument } from '../document.ts';
import { bundleOf, flowOf, mainFlow, otherFlow, say, someUser } from '../testing.ts';
import { canBePublished, problemsOfFlow, readFlow } from './validate.ts';

const problemsIn = (flow: FlowDocument, given: { other?: FlowDocument; missing?: string; isEntered?: boolean } = {}) =>
  problemsOfFlow({
    bundle: bundleOf(flow, given.other),
    exists: ({ id }) => id !== given.missing,
    isEntered: given.isEntered ?? false,
  }).map(({ severity, code, nodeId, detail }) => [severity, code, nodeId, detail].filter(Boolean).join(' '));

const bye = { kind: 'hang_up' };
const ring = (exits: Record<string, string> = { no_answer: 'bye' }) => ({
  kind: 'ring',
  settings: { target: { kind: 'user', userId: someUser } },
  exits,
});

describe('a flow', () => {
  test('that is complete has nothing wrong with it', () => {
    expect(problemsIn(flowOf({ ring: ring(), bye }))).toEqual([]);
  });

  test('without a start, or with one that is not there', () => {
    expect(problemsIn(flowOf({}))).toEqual(['error no_start']);
    expect(problemsIn({ ...flowOf({ bye }), start: 'gone' })).toEqual([
      'error start_missing gone',
      'warning unreachable bye',
    ]);
  });

  test('must lead somewhere by every way out that it needs', () => {
    expect(problemsIn(flowOf({ ring: ring({}), bye }))).toEqual([
      'error exit_missing ring no_answer',
      'warning unreachable bye',
    ]);
    expect(problemsIn(flowOf({ ring: ring({ no_answer: 'gone', fax: 'bye' }), bye }))).toEqual([
      'error exit_to_nowhere ring no_answer',
      'warning exit_unknown ring fax',
      'warning unreachable bye',
    ]);
  });

  test('may come back to a menu, but not in a circle that asks nobody', () => {
    const list = (exits: Record<string, string>) => ({
      kind: 'caller',
      settings: { rules: [{ name: 'a', condition: { kind: 'withheld' } }] },
      exits,
    });
    const circle = flowOf({
      one: list({ rule_a: 'bye', otherwise: 'two' }),
      two: list({ rule_a: 'bye', otherwise: 'one' }),
      bye,
    });
    expect(problemsIn(circle)).toEqual(['error endless_loop one one → two']);
    const itself = flowOf({ one: list({ rule_a: 'bye', otherwise: 'one' }), bye });
    expect(problemsIn(itself)).toEqual(['error endless_loop one one']);
    const asking = flowOf({
      one: list({ rule_a: 'bye', otherwise: 'hello' }),
      hello: { kind: 'announcement', settings: { sound: say('hello') }, exits: { next: 'one' } },
      bye,
    });
    expect(problemsIn(asking)).toEqual([]);
  });

  test.each<[string, string, Record<string, unknown>]>([
    [
      'error key_twice node 1',
      'menu',
      {
        sound: say('x'),
        choices: [
          { key: '1', label: 'a' },
          { key: '1', label: 'b' },
        ],
      },
    ],
    ['error no_choices node', 'menu', { sound: say('x'), choices: [] }],
    ['error hours_wrong node unknown_time_zone:Mars', 'hours', { timeZone: 'Mars', week: {} }],
    [
      'error hours_wrong node closes_before_it_opens:monday',
      'hours',
      {
        timeZone: 'Europe/Paris',
        week: {},
        periods: [{ name: 'lunch', week: { monday: [{ opens: '14:00', closes: '12:00' }] } }],
      },
    ],
    ['error not_a_number node +33123', 'external', { number: '+3312345' }],
    ['error private_address node 127.0.0.1', 'decision', { url: 'https://127.0.0.1/x', answers: ['a'] }],
    ['error private_address node router.local', 'decision', { url: 'https://router.local', answers: ['a'] }],
    ['error private_address node 192.168.1.9', 'decision', { url: 'https://3232235785/', answers: ['a'] }],
    ['error private_address node [::1]', 'decision', { url: 'https://[::1]/', answers: ['a'] }],
    ['error name_twice node a', 'decision', { url: 'https://example.com', answers: ['a', 'a'] }],
    ['error key_twice node 1', 'survey', { question: 'q', sound: say('x'), keys: ['1', '1'] }],
  ])('says %s', (problem, kind, settings) => {
    const [severity, code, node, ...detail] = problem.split(' ');
    const found = problemsIn(flowOf({ node: { kind, settings } })).filter((line) => !line.includes('exit_missing'));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${[severity, code, node].join(' ')}`));
    if (code !== 'not_a_number') expect(found[0]).toContain(detail.join(' '));
  });

  test('names what it stands on and what is gone', () => {
    const [problem] = problemsIn(flowOf({ ring: ring(), bye }), { missing: someUser });
    expect(problem).toBe(`error unknown_reference ring user:${someUser}`);
  });

  test('may not enter itself, directly or through another; handing over in a circle is allowed', () => {
    const enters = (flowId: string, handOver = false) =>
      flowOf({ in: { kind: 'flow', settings: { flowId, handOver } } });
    expect(problemsIn(enters(mainFlow))).toEqual([`error enters_itself in ${mainFlow}`]);
    expect(problemsIn(enters(otherFlow), { other: enters(mainFlow) })).toEqual([`error enters_itself in ${mainFlow}`]);
    expect(problemsIn(enters(otherFlow), { other: enters(otherFlow) })).toEqual([]);
    expect(problemsIn(enters(otherFlow, true), { other: enters(mainFlow, true) })).toEqual([]);
  });

  test('that goes back to nobody is told', () => {
    const flow = flowOf({ ring: ring({ no_answer: 'back' }), back: { kind: 'go_back' } });
    expect(problemsIn(flow)).toEqual(['warning goes_back_to_nobody back']);
    expect(problemsIn(flow, { isEntered: true })).toEqual([]);
  });
});

describe('reading', () => {
  test('fills in what has a default, and forgets what it does not know', () => {
    const read = readFlow({
      format: 1,
      start: 'bye',
      nodes: { bye: { kind: 'hang_up', settings: { colour: 'red' } } },
    });
    expect(read).toEqual({
      kind: 'flow',
      document: {
        format: 1,
        start: 'bye',
        nodes: { bye: { kind: 'hang_up', label: null, settings: { sound: null, busy: false }, exits: {} } },
      },
    });
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'flow'],
    ['another format', { format: 2, start: null, nodes: {} }],
    ['a kind that does not exist', { format: 1, start: null, nodes: { a: { kind: 'fly', settings: {} } } }],
    ['a name that is none', { format: 1, start: null, nodes: { 'A b': { kind: 'hang_up', settings: {} } } }],
    [
      'a plain address',
      { format: 1, start: null, nodes: { a: { kind: 'decision', settings: { url: 'http://a', answers: ['a'] } } } },
    ],
    [
      'too many nodes',
      {
        format: 1,
        start: null,
        nodes: Object.fromEntries(Array.from({ length: 301 }, (_, n) => [`n${n}`, { kind: 'hang_up', settings: {} }])),
      },
    ],
  ])('refuses %s with the place', (_name, value) => {
    const read = readFlow(value);
    expect(read.kind).toBe('not_a_flow');
    if (read.kind === 'not_a_flow') expect(canBePublished(read.problems)).toBe(false);
  });
});
