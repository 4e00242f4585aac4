import { describe, expect, test } from 'vitest';
import { choiceAfter, presenceOf, statementOf } from './watched-presence.ts';

describe('what colleagues see', () => {
  test.each([
    ['available', true, false, { isOpen: true, activities: [], note: null }],
    ['available', true, true, { isOpen: true, activities: ['on-the-phone'], note: null }],
    ['away', false, false, { isOpen: false, activities: ['away'], note: null }],
    ['do_not_disturb', true, true, { isOpen: true, activities: ['on-the-phone', 'busy'], note: 'Do not disturb' }],
  ] as const)('%s, reachable %s, talking %s', (chosen, isReachable, isTalking, seen) => {
    expect(presenceOf({ chosen, isReachable, isTalking })).toEqual(seen);
  });
});

describe('what a telephone states', () => {
  test.each([
    ['open', { isOpen: true, activities: [], note: '' }, 'nothing'],
    ['on the phone', { isOpen: true, activities: ['on-the-phone'], note: '' }, 'nothing'],
    ['at lunch', { isOpen: true, activities: ['meal'], note: '' }, 'away'],
    ['closed', { isOpen: false, activities: [], note: '' }, 'away'],
    ['busy', { isOpen: true, activities: ['away', 'busy'], note: '' }, 'do_not_disturb'],
    ['a note of its key', { isOpen: true, activities: [], note: 'DND' }, 'do_not_disturb'],
  ] as const)('%s', (_name, published, statement) => {
    expect(statementOf(published)).toBe(statement);
  });
});

describe('what becomes of the choice', () => {
  test.each([
    ['a statement is followed', [null, 'away', 'available'], 'away'],
    ['one that changes nothing is not', [null, 'away', 'away'], null],
    ['saying nothing leaves the choice', [null, 'nothing', 'away'], null],
    ['taken back while it counts', ['away', null, 'away'], 'available'],
    ['taken back after another choice', ['away', null, 'do_not_disturb'], null],
    ['the key is off again', ['do_not_disturb', 'nothing', 'do_not_disturb'], 'available'],
    ['nothing was said, nothing is taken back', ['nothing', null, 'away'], null],
  ] as const)('%s', (_name, [before, after, current], choice) => {
    expect(choiceAfter(before, after, current)).toBe(choice);
  });
});
