import { describe, expect, test } from 'vitest';
import { inviteClientStart, stepInviteClient } from './invite-client.ts';
import { inviteServerStart, stepInviteServer } from './invite-server.ts';
import { stepNonInviteClient } from './non-invite-client.ts';
import { stepNonInviteServer } from './non-invite-server.ts';
import type { ClientInput, Effect, MachineOptions, MachineState, ServerInput, Step } from './machine.ts';
import { inviteClientTable, inviteServerTable, nonInviteClientTable, nonInviteServerTable } from './machines.table.ts';
import type { Row } from './machines.table.ts';
import type { TimerName } from './timers.ts';

type AnyStep = (state: MachineState<string>, input: never, options: MachineOptions) => Step<string>;

const timers: readonly TimerName[] = [
  'A',
  'B',
  'D',
  'E',
  'F',
  'G',
  'H',
  'I',
  'J',
  'K',
  'L',
  'M',
  'trying',
  'unanswered',
];
const timerInputs = timers.map((timer) => [`timer ${timer}`, { kind: 'timer', timer }] as const);

const clientInputs = new Map<string, ClientInput>([
  ['start', { kind: 'start' }],
  ['180', { kind: 'response', status: 180 }],
  ['200', { kind: 'response', status: 200 }],
  ['486', { kind: 'response', status: 486 }],
  ['transport_error', { kind: 'transport_error' }],
  ['abandon', { kind: 'abandon' }],
  ...timerInputs,
]);

const serverInputs = new Map<string, ServerInput>([
  ['start', { kind: 'start' }],
  ['request', { kind: 'request' }],
  ['ack', { kind: 'ack' }],
  ['transport_error', { kind: 'transport_error' }],
  ...[100, 180, 200, 408, 486].map((status) => [`respond ${status}`, { kind: 'respond', status }] as const),
  ...timerInputs,
]);

const machines = [
  ['INVITE client', stepInviteClient, inviteClientTable, clientInputs, 'idle calling proceeding accepted completed'],
  ['non-INVITE client', stepNonInviteClient, nonInviteClientTable, clientInputs, 'idle trying proceeding completed'],
  ['INVITE server', stepInviteServer, inviteServerTable, serverInputs, 'idle proceeding accepted completed confirmed'],
  ['non-INVITE server', stepNonInviteServer, nonInviteServerTable, serverInputs, 'idle trying proceeding completed'],
] as const;

const text = (effect: Effect): string => {
  if (effect.kind === 'start') return `+${effect.timer}${effect.delayMs}`;
  if (effect.kind === 'stop') return `-${effect.timer}`;
  return effect.kind === 'end' ? `end:${effect.reason}` : effect.kind;
};

const find = (table: readonly Row[], from: string, input: string, reliable: boolean): Row | undefined =>
  table.find(
    (row) => row.from === from && row.input === input && (row.on === undefined || (row.on === 'reliable') === reliable),
  );

for (const [name, step, table, inputs, states] of machines) {
  describe(name, () => {
    for (const reliable of [false, true]) {
      for (const from of [...states.split(' '), 'terminated']) {
        for (const [inputName, input] of inputs) {
          const row = find(table, from, inputName, reliable);
          const on = reliable ? 'reliable' : 'unreliable';
          test(`${from} + ${inputName} (${on}): ${row ? `${row.to}, ${row.source}` : 'ignored'}`, () => {
            const state = { name: from, intervalMs: 500 };
            const next = (step as unknown as AnyStep)(state, input as never, { reliable });
            expect({ to: next.state.name, effects: next.effects.map(text).join(' ') }).toEqual({
              to: row?.to ?? from,
              effects: row?.effects ?? '',
            });
            expect(next.ignored).toBe(row === undefined ? true : undefined);
          });
        }
      }
    }

    test('every row of the table is reachable: its state and input exist', () => {
      for (const row of table) {
        expect([...states.split(' ')]).toContain(row.from);
        expect([...inputs.keys()]).toContain(row.input);
      }
    });
  });
}

/** Fires the repetition timer until it is no longer started and returns the instants, in ms. */
const repetitions = (step: AnyStep, state: MachineState<string>, timer: TimerName, untilMs: number): number[] => {
  const instants: number[] = [];
  let current = state;
  let now = state.intervalMs;
  while (now < untilMs) {
    instants.push(now);
    const next = step(current, { kind: 'timer', timer } as never, { reliable: false });
    current = next.state;
    now += current.intervalMs;
  }
  return instants;
};

describe('repetition schedules on UDP', () => {
  test('INVITE: 6 repetitions after the first, uncapped (RFC 3261 17.1.1.2)', () => {
    const { state } = stepInviteClient(inviteClientStart, { kind: 'start' }, { reliable: false });
    expect(repetitions(stepInviteClient as never, state, 'A', 32_000)).toEqual([500, 1500, 3500, 7500, 15500, 31500]);
  });

  test('non-INVITE: capped at T2, 10 repetitions (RFC 3261 17.1.2.2)', () => {
    const state = { name: 'trying', intervalMs: 500 };
    const expected = [500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500];
    expect(repetitions(stepNonInviteClient as never, state, 'E', 32_000)).toEqual(expected);
  });

  test('INVITE final response: capped at T2 (RFC 3261 17.2.1)', () => {
    const begun = stepInviteServer(inviteServerStart, { kind: 'start' }, { reliable: false }).state;
    const { state } = stepInviteServer(begun, { kind: 'respond', status: 486 }, { reliable: false });
    expect(repetitions(stepInviteServer as never, state, 'G', 9_000)).toEqual([500, 1500, 3500, 7500]);
  });
});
