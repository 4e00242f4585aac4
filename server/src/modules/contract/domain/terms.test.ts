import { describe, expect, it } from 'vitest';
import { earliestEffect, exitUntil, publishedOn, termsInForce, type DatedTerms } from './terms.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const version = (effectiveFrom: string, given: Partial<DatedTerms> = {}): DatedTerms => ({
  id: effectiveFrom,
  document: 'general',
  effectiveFrom: day(effectiveFrom),
  publishedOn: day('2026-03-02'),
  isSignificant: false,
  isNegative: false,
  isRegulatory: false,
  ...given,
});
const change = (isSignificant: boolean, isNegative: boolean, isRegulatory: boolean) =>
  exitUntil({ isSignificant, isNegative, isRegulatory, publishedOn: day('2026-03-02') }, 30)?.toString() ?? null;

describe('changes of the terms', () => {
  it('R-13.3-a: announced on 2 March 2026, they take effect on 1 April at the earliest', () => {
    expect(earliestEffect(day('2026-03-02'), 30).toString()).toBe('2026-04-01');
  });

  it('R-13.3-b: a significant and negative one lets the customer leave until 1 April', () => {
    expect(change(true, true, false)).toBe('2026-04-01');
  });

  it('R-13.3-d: one that a regulation imposes, or that takes nothing substantial away, does not', () => {
    expect(change(true, true, true)).toBeNull();
    expect(change(true, false, false)).toBeNull();
    expect(change(false, true, false)).toBeNull();
    expect(change(false, false, true)).toBeNull();
  });
});

describe('the terms in force', () => {
  const old = version('2025-01-01');
  const current = version('2026-01-22');
  const later = version('2026-06-01');
  const bound = (accepted: readonly DatedTerms[], on: string, versions = [later, old, current]) => {
    const found = termsInForce(versions, new Set(accepted.map(({ id }) => id)), { document: 'general', on: day(on) });
    return found && [found.terms.id, found.by];
  };

  it('R-1.2-b: those accepted last replace the earlier ones, whichever order form they came with', () => {
    expect(bound([old], '2025-12-31')).toEqual(['2025-01-01', 'acceptance']);
    expect(bound([old, current], '2026-03-03')).toEqual(['2026-01-22', 'acceptance']);
    expect(bound([current, old], '2026-03-03')).toEqual(['2026-01-22', 'acceptance']);
  });

  it('R-13.3-c: use after the effect is acceptance, for those who had accepted earlier ones', () => {
    expect(bound([current], '2026-05-31')).toEqual(['2026-01-22', 'acceptance']);
    expect(bound([current], '2026-06-01')).toEqual(['2026-06-01', 'use']);
    expect(bound([], '2026-06-01')).toBeNull();
  });

  it('R-0-c: terms apply from their date on', () => {
    expect(publishedOn([old, current, later], 'general', day('2026-01-21'))?.id).toBe('2025-01-01');
    expect(publishedOn([old, current, later], 'general', day('2026-01-22'))?.id).toBe('2026-01-22');
    expect(publishedOn([later], 'general', day('2026-01-22'))).toBeNull();
    expect(publishedOn([old], 'ai', day('2026-01-22'))).toBeNull();
  });

  it('accepted before their date bind the one who accepts them', () => {
    expect(bound([later], '2026-05-01')).toEqual(['2026-06-01', 'acceptance']);
  });
});
