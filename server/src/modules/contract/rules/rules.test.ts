import { describe, expect, it } from 'vitest';
import { findRule, ruleById, ruleIdPattern, rules } from './rules.ts';

/** The last letter of each article of the catalogue; its rules are lettered from a without a gap. */
const lastLetters: Readonly<Record<string, string>> = {
  ...{ 'R-0': 'c', 'R-D': 'g', 'R-1.1': 'e', 'R-1.2': 'c', 'R-1.3': 'a', 'R-1.4': 'e', 'R-2.1': 'b', 'R-2.2': 'a' },
  ...{ 'R-2.3': 'e', 'R-3.1': 'b', 'R-3.2': 'e', 'R-4.1': 'j', 'R-4.2': 'e', 'R-4.3': 'd', 'R-4.4': 'c', 'R-5.1': 'a' },
  ...{ 'R-5.2': 'd', 'R-6.1': 'a', 'R-6.2': 'a', 'R-6.3': 'a', 'R-6.4': 'a', 'R-7.1': 'a', 'R-7.2': 'a', 'R-8.1': 'b' },
  ...{ 'R-8.2': 'd', 'R-8.3': 'a', 'R-9.1.1': 'd', 'R-9.1.2': 'e', 'R-9.2.1': 'a', 'R-9.2.2': 'a', 'R-9.2.3': 'a' },
  ...{ 'R-10.1': 'h', 'R-10.2': 'f', 'R-11.2': 'b', 'R-12': 'a', 'R-13.2': 'a', 'R-13.3': 'e', 'R-13.4': 'a' },
  ...{ 'R-13.5': 'a', 'R-13.6': 'a', 'R-13.7': 'a', 'R-13.8': 'a', 'R-A1': 'i', 'R-A1quater': 'e', 'R-A1quinq': 'e' },
  ...{ 'R-A2': 'a', 'R-A3.1': 'j', 'R-A3.2': 'b', 'R-A3.3': 'a', 'R-A3.4': 'a', 'R-A3.5': 'd', 'R-A3.6': 'a' },
  ...{ 'R-A4.1': 'a', 'R-A4.2': 'a', 'R-A4.3': 'b', 'R-A4.4': 'a', 'R-A4.5': 'h', 'R-A5.1': 'a', 'R-A5.2': 'b' },
  ...{ 'R-A5.3': 'g', 'R-A6': 'i', 'R-A7': 'a' },
};

/** Put together here, since ids that are no rule are refused in the sources. */
const noRule = ['R', '5.2', 'z'].join('-');

function lettersTo(last: string): string[] {
  return Array.from({ length: last.charCodeAt(0) - 'a'.charCodeAt(0) + 1 }, (_, index) =>
    String.fromCharCode('a'.charCodeAt(0) + index),
  );
}

function expectedIds(): string[] {
  const lettered = Object.entries(lastLetters).flatMap(([article, last]) =>
    lettersTo(last).map((letter) => `${article}-${letter}`),
  );
  const readings = Array.from({ length: 10 }, (_, index) => `G-${index + 1}`);
  return [...readings, ...lettered, 'R-A1bis', 'R-A1ter'];
}

describe('the catalogue of rules', () => {
  it('has every id of the terms once, and no other', () => {
    expect(rules.map((rule) => rule.id).toSorted()).toEqual(expectedIds().toSorted());
  });

  it('is sorted by id, numbers as numbers', () => {
    const { compare } = new Intl.Collator('en', { numeric: true });
    const ids = rules.map((rule) => rule.id);
    expect(ids).toEqual(ids.toSorted(compare));
  });

  it('names only rules that exist, and never itself', () => {
    for (const { id, dependsOn = [], contradicts = [] } of rules) {
      expect([...dependsOn, ...contradicts].filter((other) => other === id || !findRule(other))).toEqual([]);
    }
  });

  it('decides each of the 24 contradictions of the terms', () => {
    const decided = new Set(rules.filter((rule) => rule.decision).flatMap((rule) => rule.conflict ?? []));
    const conflicts = Array.from({ length: 24 }, (_, index) => `K${index + 1}`);
    expect([...decided].toSorted()).toEqual(conflicts.toSorted());
  });

  it('tells the reader one sentence that names neither rules nor keys', () => {
    const texts = rules.flatMap(({ id, customerText }) => Object.values(customerText).map((text) => ({ id, text })));
    expect(texts.filter(({ text }) => /R-|G-\d|K\d|[a-z]_[a-z]/.test(text) || text.length > 140)).toEqual([]);
    expect(texts.filter(({ text }) => !/[.?]$/.test(text))).toEqual([]);
  });

  it('finds rules by id', () => {
    expect(ruleById('R-5.2-c')).toMatchObject({ classes: ['E'], step: 1, source: 'art. 5.2' });
    expect(findRule(noRule)).toBeNull();
    expect(() => ruleById(noRule)).toThrow(RangeError);
  });
});

describe('ids of rules', () => {
  it.each(['R-0-a', 'R-D-g', 'R-9.1.2-b', 'R-A3.1-j', 'R-A1quinq-c', 'R-A1bis', 'G-10'])('accepts %s', (id) => {
    expect(id).toMatch(ruleIdPattern);
  });
  it.each(['R-', 'R-a', '5.2-c', `${noRule}z`, 'R-5.2-', 'R-B1-a', 'G-', 'G-a', 'xR-5.2-c'])('refuses %s', (id) => {
    expect(id).not.toMatch(ruleIdPattern);
  });
});
