import { describe, expect, test } from 'vitest';
import { flowOf, say, someUser } from '../testing.ts';
import { compareFlows, isSameFlow } from './diff.ts';
import { layoutOf } from './layout.ts';
import { outlineOf } from './outline.ts';

const menu = {
  kind: 'menu',
  settings: {
    sound: say('?'),
    choices: [
      { key: '1', label: 'Sales' },
      { key: '2', label: 'Help' },
    ],
  },
  exits: { key_1: 'ring', key_2: 'again', no_choice: 'bye' },
};
const flow = flowOf({
  menu,
  ring: { kind: 'ring', settings: { target: { kind: 'user', userId: someUser } }, exits: { busy: 'bye' } },
  again: { kind: 'announcement', settings: { sound: say('once more') }, exits: { next: 'menu' } },
  bye: { kind: 'hang_up' },
  lost: { kind: 'announcement', settings: { sound: say('nobody hears this') }, exits: { next: 'bye' } },
});

describe('the list', () => {
  test('tells each node once, where it leads, and what leads nowhere', () => {
    const lines = outlineOf(flow).map(
      ({ depth, exit, nodeId, what }) =>
        `${'  '.repeat(depth)}${exit === null ? '' : `${exit.name}: `}${nodeId ?? '?'}${what === 'node' ? '' : ` (${what})`}`,
    );
    expect(lines).toEqual([
      'menu',
      '  key_1: ring',
      '    no_answer: ? (open_end)',
      '    busy: bye',
      '  key_2: again',
      '    next: menu (again)',
      '  no_choice: bye (again)',
      'lost (lost)',
      '  next: bye (again)',
    ]);
  });

  test('of an empty flow is empty', () => expect(outlineOf(flowOf({}))).toEqual([]));
});

describe('the drawing', () => {
  test('puts no two nodes on one place, and what follows below', () => {
    const places = layoutOf(flow);
    expect(places.size).toBe(5);
    expect(new Set([...places.values()].map(({ column, row }) => `${column} ${row}`)).size).toBe(5);
    expect(places.get('menu')).toEqual({ column: 0.5, row: 0 });
    expect(places.get('ring')).toEqual({ column: 0, row: 1 });
    expect(places.get('bye')!.row).toBe(2);
    expect(places.get('lost')!.row).toBe(0);
  });
});

describe('the difference', () => {
  test('is by node: added, removed, fields and ways out', () => {
    const { lost: _lost, ...kept } = flow.nodes;
    const after = flowOf({
      ...kept,
      menu: { ...menu, settings: { ...menu.settings, tries: 5 }, exits: { ...menu.exits, key_2: 'bye' } },
      fresh: { kind: 'hang_up' },
    });
    expect(compareFlows(flow, after)).toEqual({
      startChanged: false,
      added: ['fresh'],
      removed: ['lost'],
      changed: [{ nodeId: 'menu', fields: ['tries'], exits: [{ exit: 'key_2', before: 'again', after: 'bye' }] }],
    });
  });

  test('does not see the order of names', () => {
    const turned = { ...flow, nodes: Object.fromEntries(Object.entries(flow.nodes).toReversed()) };
    expect(isSameFlow(flow, turned)).toBe(true);
    expect(compareFlows(flow, turned)).toEqual({ startChanged: false, added: [], removed: [], changed: [] });
    expect(isSameFlow(flow, { ...flow, start: 'bye' })).toBe(false);
  });
});
