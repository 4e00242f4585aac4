import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPrefixTree } from './index.ts';

describe('buildPrefixTree', () => {
  const tree = buildPrefixTree([
    ['33', 'France'],
    ['336', 'France mobile'],
    ['3363998', 'fiction'],
    ['44', 'United Kingdom'],
  ]);

  it('finds the longest prefix', () => {
    expect(tree.longestMatch('+33639980123')).toEqual({ prefix: '3363998', value: 'fiction' });
    expect(tree.longestMatch('33612345678')).toEqual({ prefix: '336', value: 'France mobile' });
    expect(tree.longestMatch('+33199001234')).toEqual({ prefix: '33', value: 'France' });
    expect(tree.longestMatch('+49301234')).toBeNull();
  });

  it('keeps the last value of a prefix, and lets the empty one match all', () => {
    const withDefault = buildPrefixTree([
      ['', 'other'],
      ['33', 'a'],
      ['33', 'b'],
    ]);
    expect(withDefault.size).toBe(2);
    expect(withDefault.longestMatch('331')?.value).toBe('b');
    expect(withDefault.longestMatch('49')).toEqual({ prefix: '', value: 'other' });
  });

  it('refuses prefixes that are not digits', () => {
    expect(() => buildPrefixTree([['3a', 1]])).toThrow(RangeError);
  });

  it('agrees with trying every prefix', () => {
    const digits = fc.stringMatching(/^\d{1,8}$/);
    fc.assert(
      fc.property(fc.array(digits), digits, (prefixes, number) => {
        const longest = prefixes.filter((prefix) => number.startsWith(prefix)).sort((a, b) => b.length - a.length)[0];
        expect(buildPrefixTree(prefixes.map((prefix) => [prefix, prefix])).longestMatch(number)?.value).toBe(longest);
      }),
    );
  });
});
