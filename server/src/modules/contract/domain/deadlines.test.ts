import { money } from '@carillon/money';
import { describe, expect, it } from 'vitest';
import { commitmentDeadlines } from './deadlines.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const planned = (on: string, commitmentMonths = 12) => {
  const subscription = { start: day('2026-01-15'), commitmentMonths, billedMonths: 1, monthlyPrice: money(1n, 'EUR') };
  const deadlines = commitmentDeadlines(subscription, { renewal: { months: 12 }, reminderDays: 60 }, day(on));
  return deadlines.map((deadline) => `${deadline.kind} ${deadline.on.toString()}`);
};

describe('what a commitment does by itself', () => {
  it('R-1.4-c: signed on 15 January 2026, it is reminded of on 16 November and renews on 15 January 2027', () => {
    expect(planned('2026-01-15')).toEqual(['renewal_reminder 2026-11-16', 'renewal 2027-01-15']);
    expect(planned('2027-01-15')).toEqual(['renewal_reminder 2027-11-16', 'renewal 2028-01-15']);
    expect(planned('2026-01-15', 36)).toEqual(['renewal_reminder 2028-11-16', 'renewal 2029-01-15']);
  });

  it('R-1.4-c: a reminder whose day is over is not given, and without commitment there is nothing', () => {
    expect(planned('2026-11-16')).toEqual(['renewal 2027-01-15']);
    expect(planned('2026-01-15', 0)).toEqual([]);
  });
});
