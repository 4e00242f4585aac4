import { describe, expect, it } from 'vitest';
import { resolvePolicy, type PolicyRow } from './policy.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const disputeDays = (
  layer: PolicyRow['layer'],
  value: number,
  validFrom = '2026-01-22',
  validTo: string | null = null,
) => ({ key: 'dispute.days', value, ruleId: 'R-4.4-a', layer, validFrom, validTo }) satisfies PolicyRow;

describe('R-13.5-a: order form over annexes over body', () => {
  const body = disputeDays('body', 30);
  const annex = disputeDays('annex', 45);
  const form = disputeDays('form', 60);

  it('takes the strongest layer, in whatever order the rows come', () => {
    for (const rows of [
      [body, annex, form],
      [form, body, annex],
    ])
      expect(resolvePolicy(rows, 'dispute.days', day('2026-05-01')).value).toBe(60);
    expect(resolvePolicy([body, annex], 'dispute.days', day('2026-05-01')).value).toBe(45);
    expect(resolvePolicy([body], 'dispute.days', day('2026-05-01')).value).toBe(30);
  });

  it('falls back to the annex from the day on which the order form no longer says it', () => {
    const ended = disputeDays('form', 60, '2026-02-01', '2026-06-01');
    expect(resolvePolicy([body, ended], 'dispute.days', day('2026-05-31')).value).toBe(60);
    expect(resolvePolicy([body, ended], 'dispute.days', day('2026-06-01')).value).toBe(30);
  });
});

describe('G-6: every figure is dated', () => {
  const first = disputeDays('body', 30, '2026-01-22', '2026-07-01');
  const second = disputeDays('body', 15, '2026-07-01');

  it('changes on the day from which the new row holds', () => {
    expect(resolvePolicy([first, second], 'dispute.days', day('2026-06-30')).value).toBe(30);
    expect(resolvePolicy([first, second], 'dispute.days', day('2026-07-01')).value).toBe(15);
  });

  it('prefers the later of two rows that both hold', () => {
    const open = disputeDays('body', 30);
    expect(resolvePolicy([second, open], 'dispute.days', day('2026-07-02')).value).toBe(15);
  });

  it('knows no older terms than its first row', () => {
    expect(resolvePolicy([second, first], 'dispute.days', day('2026-01-15')).value).toBe(30);
  });

  it('throws for a key that is unknown or has ended', () => {
    expect(() => resolvePolicy([first], 'dispute.hours', day('2026-02-01'))).toThrow('There is no policy');
    expect(() => resolvePolicy([first], 'dispute.days', day('2026-07-01'))).toThrow('no longer holds');
  });
});
