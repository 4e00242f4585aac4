import { describe, expect, it } from 'vitest';
import { resolvePolicy } from '../domain/policy.ts';
import { policies } from './policies.ts';
import { findRule } from './rules.ts';

const valueOn = (key: string, on: string) => resolvePolicy(policies, key, Temporal.PlainDate.from(on)).value;

/** The list of constants of the terms, as the catalogue of rules gives it. */
const constants: Readonly<Record<string, unknown>> = {
  tz: 'Europe/Paris',
  'kyc.cure_days': 8,
  'renewal.monthly': 'P1M',
  'renewal.committed': 'P12M',
  'price.increase_notice_days': 30,
  'price.exit_months': 1,
  'price.revision_cap_pct': 6,
  'price.revision_notice_days': 60,
  'price.negotiate_months_before': 1,
  'terms.change_notice_days': 30,
  'terms.exit_days': 30,
  'dd.sepa_prenotif_days': 3,
  'dd.uk_prenotif_days': 3,
  'dd.uk_change_notice_working_days': 3,
  'dd.reject_fee': { EUR: '10.00', GBP: '10.00' },
  'late.ecb_plus_points': 10,
  'late.flat_eur': '40.00',
  'late.day_count': 'act/365',
  'dunning.retry_hours': [72, 72],
  'dunning.max_attempts': 3,
  'dunning.on_final': 'suspend',
  'dispute.days': 30,
  'abuse.suspend_days': 7,
  'abuse.short_call_s': 15,
  'abuse.short_calls_per_user_day': 60,
  'abuse.short_breaches_per_month': 3,
  'abuse.util_multiple': 5,
  'abuse.util_window_months': 6,
  'sms_mobile.net_sent_minus_received': 100,
  'sms_mobile.sent_30d': 3000,
  'sms_mobile.inbound_minutes_30d': 3000,
  'sms_mobile.recipients_30d': 500,
  'sms.gsm7': [160, 153],
  'sms.ucs2': [70, 67],
  'sms.international': false,
  'sms.premium': false,
  'smart.distinct_contacts_per_month': 500,
  'trial.accesses': 5,
  'trial.minutes_per_user': 60,
  'trial.days': 7,
  'calls.simultaneous_per_user': 1,
  'calls.numbering_penalty_per_min': { EUR: '0.08' },
  'calls.fr_fixed_per_min': { EUR: '0.03' },
  'calls.fax_number_month': { EUR: '5.00' },
  'number.delete_fee_months': 6,
  'number.quarantine_months': 6,
  'number.fr_quarantine_days': [45, 120],
  'number.portable_after_end_days': 40,
  'number.portout_notice_days': 30,
  'termination.monthly_notice': 'P1M',
  'termination.committed_notice_days': 30,
  'termination.breach_cure_days': 30,
  'support.hours': { mon_fri: ['09:00', '18:00'], sat: ['09:30', '13:30'] },
  'support.first_reply': { P1: 'PT2H', P2: 'PT4H', P3: 'P1D' },
  'support.p1_steps_h': [1, 6, 8],
  'support.p3_handle': 'P7D',
  'sla.target': '99.95',
  'sla.tiers': [
    ['99.5', '5'],
    ['99.0', '10'],
    ['0', '20'],
  ],
  'sla.claim_months': 1,
  'sla.restore_hours': 2,
  'sla.excluded': ['empower', 'simless', 'airo', 'target_first', 'trial'],
  confidentiality_years_after: 2,
  liability_cap_months: 12,
};

describe('G-6: the figures of the terms are dated rows', () => {
  it.each(Object.entries(constants))('%s', (key, value) => {
    expect(valueOn(key, '2026-03-02')).toEqual(value);
  });

  it('each row names a rule that exists, and the annexes only rules of annexes', () => {
    const odd = policies.filter(
      ({ ruleId, layer }) => !findRule(ruleId) || (layer === 'annex') !== ruleId.startsWith('R-A'),
    );
    expect(odd).toEqual([]);
  });

  it('is sorted, and no two rows of a key hold on the same day', () => {
    const { compare } = new Intl.Collator('en', { numeric: true });
    const keys = policies.map((row) => row.key);
    expect(keys).toEqual(keys.toSorted(compare));
    const overlapping = policies.filter((row, index) => {
      const next = policies[index + 1];
      return next?.key === row.key && (row.validTo === null || row.validTo > next.validFrom);
    });
    expect(overlapping).toEqual([]);
  });

  it('keeps money and percentages with decimals as text, never as binary fractions', () => {
    const fractions = (value: unknown): unknown[] => {
      if (typeof value === 'number') return Number.isInteger(value) ? [] : [value];
      return typeof value === 'object' && value !== null ? Object.values(value).flatMap(fractions) : [];
    };
    expect(policies.flatMap(({ value }) => fractions(value))).toEqual([]);
  });
});

describe('a law that changes on a day', () => {
  it('cold calling needs consent from 11 August 2026', () => {
    expect(valueOn('cold_calling.consent_required', '2026-08-10')).toBe(false);
    expect(valueOn('cold_calling.consent_required', '2026-08-11')).toBe(true);
  });
});
