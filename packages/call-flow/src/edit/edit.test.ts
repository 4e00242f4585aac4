import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flowDocument, type FlowDocument, type FlowNode } from '../document.ts';
import { flowOf, say } from '../testing.ts';
import { structureProblems } from '../validate/structure.ts';
import { copyDay, copyDayToWeek } from './copy-day.ts';
import { changeNode, connect, freeNodeId, insertNode, removeNode, type Spot } from './edit.ts';

const announcement = (next?: string): FlowNode => ({
  kind: 'announcement',
  label: null,
  settings: { sound: say('hello'), skippable: false },
  exits: next === undefined ? {} : { next },
});
const flow = flowOf({ hello: { ...announcement('bye'), kind: 'announcement' }, bye: { kind: 'hang_up' } });
const behindHello: Spot = { kind: 'exit', nodeId: 'hello', exit: 'next' };

describe('drawing', () => {
  test('a node goes between what it is put behind and what was there', () => {
    const more = insertNode(flow, behindHello, { id: freeNodeId(flow, 'announcement'), node: announcement() });
    expect(more.nodes['hello']!.exits).toEqual({ next: 'announcement-1' });
    expect(more.nodes['announcement-1']!.exits).toEqual({ next: 'bye' });
    const first = insertNode(flow, { kind: 'start' }, { id: 'welcome', node: announcement() });
    expect(first.start).toBe('welcome');
    expect(first.nodes['welcome']!.exits).toEqual({ next: 'hello' });
  });

  test('a node that is taken out closes the gap', () => {
    expect(removeNode(flow, 'hello')).toMatchObject({ start: 'bye' });
    const more = insertNode(flow, behindHello, { id: 'middle', node: announcement() });
    expect(removeNode(more, 'middle')).toEqual(flow);
    expect(removeNode(flow, 'bye').nodes['hello']!.exits).toEqual({});
  });

  test('a way out may lead elsewhere, or nowhere', () => {
    expect(connect(flow, behindHello, null).nodes['hello']!.exits).toEqual({});
    expect(connect(flow, behindHello, 'hello').nodes['hello']!.exits).toEqual({ next: 'hello' });
    expect(connect(flow, behindHello, 'gone')).toBe(flow);
    expect(connect(flow, { ...behindHello, nodeId: 'gone' }, 'bye')).toBe(flow);
  });

  test('a menu that loses a key loses its way out', () => {
    const menu = flowOf({
      menu: {
        kind: 'menu',
        settings: {
          sound: say('?'),
          choices: [
            { key: '1', label: 'a' },
            { key: '2', label: 'b' },
          ],
        },
        exits: { key_1: 'bye', key_2: 'bye', no_choice: 'bye' },
      },
      bye: { kind: 'hang_up' },
    });
    const node = menu.nodes['menu']!;
    if (node.kind !== 'menu') throw new Error('not a menu');
    const less = { ...node, settings: { ...node.settings, choices: node.settings.choices.slice(0, 1) } };
    expect(changeNode(menu, 'menu', less).nodes['menu']!.exits).toEqual({ key_1: 'bye', no_choice: 'bye' });
  });

  test('however one edits, no way out leads to a node that is not there', () => {
    const step = fc.record({ what: fc.constantFrom('insert', 'remove', 'connect'), a: fc.nat(20), b: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
        const result = steps.reduce<FlowDocument>((so, { what, a, b }) => {
          const ids = Object.keys(so.nodes);
          const pick = (number: number) => ids[number % Math.max(1, ids.length)] ?? 'none';
          const spot: Spot = a % 7 === 0 ? { kind: 'start' } : { kind: 'exit', nodeId: pick(a), exit: 'next' };
          if (what === 'insert')
            return insertNode(so, spot, { id: freeNodeId(so, 'announcement'), node: announcement() });
          return what === 'remove' ? removeNode(so, pick(a)) : connect(so, spot, b % 5 === 0 ? null : pick(b));
        }, flow);
        const codes = structureProblems(result).map(({ code }) => code);
        expect(codes).not.toContain('exit_to_nowhere');
        expect(codes).not.toContain('start_missing');
        expect(flowDocument.parse(result)).toEqual(result);
      }),
    );
  });
});

test('the hours of a day can be put on others', () => {
  const week = { monday: [{ opens: '09:00', closes: '12:00' }], sunday: [{ opens: '10:00', closes: '11:00' }] };
  expect(copyDay(week, 'monday', ['tuesday', 'sunday'])).toEqual({
    monday: week.monday,
    tuesday: week.monday,
    sunday: week.monday,
  });
  expect(Object.keys(copyDayToWeek(week, 'monday'))).toHaveLength(7);
  expect(copyDay(week, 'friday', ['monday']).monday).toEqual([]);
});
