import { describe, expect, it } from 'vitest';
import { allowedCallerIds, presentedCallerId } from './caller-id.ts';

const number = (id: string, assignedUserId: string | null, presentable = false) => ({
  id,
  number: `+3319900000${id}`,
  label: null,
  assignedUserId,
  presentable,
});
const numbers = [
  number('1', null, true),
  number('2', 'ana'),
  number('3', 'ben'),
  number('4', 'ben', true),
  number('5', null),
];
const ids = (list: readonly { id: string }[]) => list.map((entry) => entry.id);

describe('allowedCallerIds', () => {
  it('gives own numbers first, then shared ones, and no one else’s', () => {
    expect(ids(allowedCallerIds(numbers, 'ana'))).toEqual(['2', '1', '4']);
    expect(ids(allowedCallerIds(numbers, 'ben'))).toEqual(['3', '4', '1']);
    expect(ids(allowedCallerIds(numbers, 'eve'))).toEqual(['1', '4']);
  });
});

describe('presentedCallerId', () => {
  const allowed = allowedCallerIds(numbers, 'ana');
  it('is the chosen one while allowed', () => expect(presentedCallerId(allowed, '4')?.id).toBe('4'));
  it('falls back on the first when the choice was lost', () => expect(presentedCallerId(allowed, '3')?.id).toBe('2'));
  it('is nothing when there is no number', () => expect(presentedCallerId([], '3')).toBeNull());
});
