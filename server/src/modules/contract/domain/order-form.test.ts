import { decimalText, money } from '@carillon/money';
import { describe, expect, it } from 'vitest';
import { isProfessional, orderFormStates, orderTerm, orderTotal, stepOrderForm, waiversOffered } from './order-form.ts';

const signed = (text: string, commitmentMonths: number, timeZone = 'Europe/Paris') => {
  const { effectiveDate, endsOn } = orderTerm(Temporal.Instant.from(text), { timeZone, commitmentMonths });
  return [effectiveDate.toString(), endsOn?.toString() ?? null];
};

describe('the life of an order form', () => {
  it('R-1.2-a: what is signed never changes, and a correction before it is a new version', () => {
    const acts = ['edit', 'send', 'view', 'sign', 'decline', 'expire', 'supersede'] as const;
    const possible = orderFormStates.map((state) => [
      state,
      acts.flatMap((act) => (stepOrderForm(state, act) ? `${act} ${stepOrderForm(state, act)}` : [])),
    ]);
    expect(Object.fromEntries(possible)).toEqual({
      draft: ['edit draft', 'send sent', 'supersede superseded'],
      sent: ['view viewed', 'expire expired', 'supersede superseded'],
      viewed: ['view viewed', 'sign signed', 'decline declined', 'expire expired', 'supersede superseded'],
      signed: [],
      declined: ['supersede superseded'],
      expired: ['supersede superseded'],
      superseded: [],
    });
  });

  it('R-D-a: the Effective Date is the local day of the signature', () => {
    expect(signed('2026-01-15T11:00:00Z', 12)[0]).toBe('2026-01-15');
    expect(signed('2026-01-14T23:30:00Z', 12)[0]).toBe('2026-01-15');
    expect(signed('2026-01-14T23:30:00Z', 12, 'Europe/London')[0]).toBe('2026-01-14');
  });

  it('R-1.4-a: 36 months signed on 15 January 2026 end on 15 January 2029, excluded', () => {
    expect(signed('2026-01-15T11:00:00Z', 36)[1]).toBe('2029-01-15');
    expect(signed('2024-02-29T11:00:00Z', 12)[1]).toBe('2025-02-28');
    expect(signed('2026-01-15T11:00:00Z', 0)[1]).toBeNull();
  });

  it('adds up: 10 accesses at 30.00 and 3 numbers at 5.00 are 315.00 a month, 3 780.00 a year', () => {
    const items = [
      { unitPrice: money(3_000n, 'EUR'), quantity: 10 },
      { unitPrice: money(500n, 'EUR'), quantity: 3 },
    ];
    expect(decimalText(orderTotal(items, 'EUR', 1))).toBe('315.00');
    expect(decimalText(orderTotal(items, 'EUR', 12))).toBe('3780.00');
    expect(decimalText(orderTotal([], 'EUR', 1))).toBe('0.00');
  });
});

describe('the client of an order form', () => {
  it('R-0-a: a sole trader with a company number is a professional, a person without any number is not', () => {
    expect(isProfessional({ registrationNumber: '812345678', vatNumber: null })).toBe(true);
    expect(isProfessional({ registrationNumber: null, vatNumber: 'BE0123456789' })).toBe(true);
    expect(isProfessional({ registrationNumber: null, vatNumber: null })).toBe(false);
  });

  it('R-2.3-a, R-2.3-b, R-2.3-c, R-2.3-d, R-2.3-e: small ones in the EEA are asked to waive, one by one', () => {
    expect(waiversOffered({ sizeClass: 'small', country: 'FR' })).toHaveLength(5);
    expect(waiversOffered({ sizeClass: 'non_profit', country: 'NO' })).toHaveLength(5);
    expect(waiversOffered({ sizeClass: 'large', country: 'FR' })).toEqual([]);
    expect(waiversOffered({ sizeClass: 'micro', country: 'CH' })).toEqual([]);
    expect(waiversOffered({ sizeClass: 'micro', country: 'GB' })).toEqual([]);
  });
});
