import { describe, expect, test } from 'vitest';
import { notifierStart, stepNotifier } from './notifier-machine.ts';
import type { NotifierEffect, NotifierInput, NotifierState } from './notifier-machine.ts';

const OPTIONS = { minIntervalMs: 0 };
const rejected = { reason: 'rejected' } as const;
const timeout = { reason: 'timeout' } as const;

const state = (own: Partial<NotifierState>): NotifierState => ({ ...notifierStart, ...own });
const states: Readonly<Record<string, NotifierState>> = {
  idle: state({}),
  queued: state({ delivery: 'queued', owed: 'change' }),
  sending: state({ delivery: 'sending' }),
  'sending, change': state({ delivery: 'sending', owed: 'change' }),
  'sending, full': state({ delivery: 'sending', owed: 'full' }),
  'sending, ending': state({ delivery: 'sending', ending: timeout }),
  pausing: state({ delivery: 'pausing' }),
  'pausing, change': state({ delivery: 'pausing', owed: 'change' }),
  'pausing, full': state({ delivery: 'pausing', owed: 'full' }),
  closing: state({ phase: 'closing', delivery: 'sending', ending: timeout }),
  closed: state({ phase: 'closed', ending: timeout }),
};

const inputs: Readonly<Record<string, NotifierInput>> = {
  'subscribe 60': { kind: 'subscribe', seconds: 60 },
  'subscribe 0': { kind: 'subscribe', seconds: 0 },
  changed: { kind: 'changed' },
  turn: { kind: 'turn' },
  expires: { kind: 'timer', timer: 'expires' },
  pause: { kind: 'timer', timer: 'pause' },
  delivered: { kind: 'delivered' },
  postponed: { kind: 'postponed', retryAfterMs: 7_000 },
  failed: { kind: 'failed' },
  end: { kind: 'end', ending: rejected },
};

const text = (effect: NotifierEffect): string => {
  switch (effect.kind) {
    case 'notify':
      return `notify ${effect.full ? 'full' : 'change'}${effect.ending === null ? '' : `:${effect.ending.reason}`}`;
    case 'start':
      return `+${effect.timer}${effect.delayMs}`;
    case 'stop':
      return `-${effect.timer}`;
    default:
      return effect.kind;
  }
};

const name = ({ phase, delivery, owed, ending }: NotifierState): string =>
  phase === 'open'
    ? `${delivery}${owed === 'nothing' ? '' : `, ${owed}`}${ending === null ? '' : `, ending`}`.replace(
        'queued, change',
        'queued',
      )
    : phase;

/** from, input, to, effects. Whatever has no row changes nothing. */
const table: readonly (readonly [string, string, string, string])[] = [
  // RFC 6665 4.2.1.2: the first NOTIFY leaves at once.
  ['idle', 'subscribe 60', 'sending', '+expires60000 notify full'],
  ['idle', 'subscribe 0', 'closing', '-expires notify full:timeout'],
  ['idle', 'changed', 'queued', 'queue'],
  ['idle', 'expires', 'closing', '-expires notify full:timeout'],
  ['idle', 'failed', 'closed', '-expires -pause forget'],
  ['idle', 'end', 'closing', '-expires notify full:rejected'],
  ['queued', 'subscribe 60', 'sending', '+expires60000 notify full'],
  ['queued', 'subscribe 0', 'closing', '-expires notify full:timeout'],
  ['queued', 'turn', 'sending', 'notify change'],
  ['queued', 'expires', 'closing', '-expires notify full:timeout'],
  ['queued', 'failed', 'closed', '-expires -pause forget'],
  ['queued', 'end', 'closing', '-expires notify full:rejected'],
  // One NOTIFY at a time: what happens meanwhile waits for its answer.
  ['sending', 'subscribe 60', 'sending, full', '+expires60000'],
  ['sending', 'subscribe 0', 'sending, full, ending', '-expires'],
  ['sending', 'changed', 'sending, change', ''],
  ['sending', 'expires', 'sending, ending', '-expires'],
  ['sending', 'delivered', 'idle', ''],
  ['sending', 'postponed', 'pausing, full', '+pause7000'],
  ['sending', 'failed', 'closed', '-expires -pause forget'],
  ['sending', 'end', 'sending, ending', '-expires'],
  ['sending, change', 'subscribe 60', 'sending, full', '+expires60000'],
  ['sending, change', 'subscribe 0', 'sending, full, ending', '-expires'],
  ['sending, change', 'expires', 'sending, change, ending', '-expires'],
  ['sending, change', 'delivered', 'queued', 'queue'],
  ['sending, change', 'postponed', 'pausing, full', '+pause7000'],
  ['sending, change', 'failed', 'closed', '-expires -pause forget'],
  ['sending, change', 'end', 'sending, change, ending', '-expires'],
  ['sending, full', 'subscribe 60', 'sending, full', '+expires60000'],
  ['sending, full', 'subscribe 0', 'sending, full, ending', '-expires'],
  ['sending, full', 'expires', 'sending, full, ending', '-expires'],
  ['sending, full', 'delivered', 'sending', 'notify full'],
  ['sending, full', 'postponed', 'pausing, full', '+pause7000'],
  ['sending, full', 'failed', 'closed', '-expires -pause forget'],
  ['sending, full', 'end', 'sending, full, ending', '-expires'],
  ['sending, ending', 'delivered', 'closing', 'notify full:timeout'],
  ['sending, ending', 'postponed', 'pausing, full, ending', '+pause7000'],
  ['sending, ending', 'failed', 'closed', '-expires -pause forget'],
  // RFC 6446 5.3: a refresh and the end are told at once, a change when the interval is over.
  ['pausing', 'subscribe 60', 'sending', '+expires60000 -pause notify full'],
  ['pausing', 'subscribe 0', 'closing', '-expires -pause notify full:timeout'],
  ['pausing', 'changed', 'pausing, change', ''],
  ['pausing', 'expires', 'closing', '-expires -pause notify full:timeout'],
  ['pausing', 'pause', 'idle', ''],
  ['pausing', 'failed', 'closed', '-expires -pause forget'],
  ['pausing', 'end', 'closing', '-expires -pause notify full:rejected'],
  ['pausing, change', 'subscribe 60', 'sending', '+expires60000 -pause notify full'],
  ['pausing, change', 'subscribe 0', 'closing', '-expires -pause notify full:timeout'],
  ['pausing, change', 'expires', 'closing', '-expires -pause notify full:timeout'],
  ['pausing, change', 'pause', 'sending', 'notify change'],
  ['pausing, change', 'failed', 'closed', '-expires -pause forget'],
  ['pausing, change', 'end', 'closing', '-expires -pause notify full:rejected'],
  ['pausing, full', 'subscribe 60', 'sending', '+expires60000 -pause notify full'],
  ['pausing, full', 'subscribe 0', 'closing', '-expires -pause notify full:timeout'],
  ['pausing, full', 'expires', 'closing', '-expires -pause notify full:timeout'],
  ['pausing, full', 'pause', 'sending', 'notify full'],
  ['pausing, full', 'failed', 'closed', '-expires -pause forget'],
  ['pausing, full', 'end', 'closing', '-expires -pause notify full:rejected'],
  ['closing', 'delivered', 'closed', '-expires -pause forget'],
  ['closing', 'postponed', 'closed', '-expires -pause forget'],
  ['closing', 'failed', 'closed', '-expires -pause forget'],
];

describe.each(Object.keys(states))('%s', (from) => {
  test.each(Object.keys(inputs))('%s', (input) => {
    const row = table.find((line) => line[0] === from && line[1] === input);
    const result = stepNotifier(states[from]!, inputs[input]!, OPTIONS);
    if (row === undefined) expect(result).toEqual({ state: states[from], effects: [] });
    else expect([name(result.state), result.effects.map(text).join(' ')]).toEqual([row[2], row[3]]);
  });
});

test('every row of the table is about a state and an input that exist', () => {
  for (const [from, input] of table) expect([from in states, input in inputs]).toEqual([true, true]);
});

test('with an agreed interval a delivered NOTIFY is followed by a pause', () => {
  const result = stepNotifier(states['sending, change']!, { kind: 'delivered' }, { minIntervalMs: 5_000 });
  expect([name(result.state), ...result.effects.map(text)]).toEqual(['pausing, change', '+pause5000']);
});
