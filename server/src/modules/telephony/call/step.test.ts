import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../failure/verdict.ts';
import type { CallEffect } from './effects.ts';
import type { CallInput } from './inputs.ts';
import { newCall, targetLeg } from './new-call.ts';
import { step } from './step.ts';
import type { Call, CallLeg, LegKind, RoutePlan, Stage } from './types.ts';

const leg = (id: string, kind: LegKind = 'desk_phone') => ({
  id,
  kind,
  userId: `user-${id}`,
  name: id,
  number: id,
  deviceId: null,
  deviceName: null,
  trunkId: null,
  transport: 'udp',
  sipCallId: null,
});

function target(legId: string, kind: LegKind = 'desk_phone') {
  const { id: _id, sipCallId: _sipCallId, ...party } = leg(legId, kind);
  return { ...party, legId, address: { kind: 'none' as const } };
}

const stage = (...targets: ReturnType<typeof target>[]): Stage => ({ targets, ringSeconds: 30 });

const plan = (stages: Stage[], other: string | null = null): RoutePlan => ({
  stages,
  verdict: judge({ kind: 'local', reason: 'no_device' }),
  announcement: { busy: null, other },
  to: { userId: 'user-b', name: 'B', number: '202' },
  callerId: null,
  trace: [],
});

const fresh = (): Call =>
  newCall({
    id: 'call',
    organizationId: 'org',
    direction: 'internal',
    from: { userId: 'user-a', name: 'A', number: '201' },
    to: { userId: null, name: null, number: '202' },
    caller: leg('a'),
    consultationFor: null,
    atMs: 0,
  });

function run(inputs: readonly CallInput[], call = fresh()): { call: Call; effects: CallEffect[] } {
  const effects: CallEffect[] = [];
  for (const [index, input] of inputs.entries()) {
    const result = step(call, input, (index + 1) * 1_000);
    call = result.call;
    effects.push(...result.effects);
  }
  return { call, effects };
}

const status = (code: number) => judge({ kind: 'status', status: code });
const kinds = (effects: readonly CallEffect[]) =>
  effects.filter((effect) => effect.kind !== 'fact').map((effect) => effect.kind);
const routed = (stages: Stage[], other: string | null = null): CallInput => ({
  kind: 'routed',
  plan: plan(stages, other),
});
const two = stage(target('b'), target('c'));
const trunks = [stage(target('t1', 'trunk')), stage(target('t2', 'trunk'))];
const talking: CallInput[] = [
  routed([stage(target('b'))]),
  { kind: 'leg_ringing', legId: 'b' },
  { kind: 'leg_accepted', legId: 'b' },
];

describe('the life of a call', () => {
  test.each<[string, CallInput[], Partial<Call>]>([
    ['nobody to ring', [routed([])], { phase: 'ended', hangupCause: 'no_device', outcome: 'missed' }],
    [
      'the only target is busy',
      [routed([stage(target('b'))]), { kind: 'leg_failed', legId: 'b', verdict: status(486) }],
      { phase: 'ended', outcome: 'busy' },
    ],
    [
      'one of two is busy',
      [routed([two]), { kind: 'leg_failed', legId: 'b', verdict: status(486) }],
      { phase: 'ringing' },
    ],
    [
      'one of two declines for both',
      [routed([two]), { kind: 'leg_failed', legId: 'b', verdict: status(603) }],
      { phase: 'ended', outcome: 'rejected' },
    ],
    [
      'busy says more than no answer',
      [routed([two]), { kind: 'leg_failed', legId: 'b', verdict: status(486) }, { kind: 'ring_timeout' }],
      { outcome: 'busy' },
    ],
    [
      'an overloaded trunk is followed by the next',
      [routed(trunks), { kind: 'leg_failed', legId: 't1', verdict: status(503) }],
      { phase: 'ringing' },
    ],
    [
      'a trunk that rang is not',
      [routed(trunks), { kind: 'leg_ringing', legId: 't1' }, { kind: 'leg_failed', legId: 't1', verdict: status(503) }],
      { phase: 'ended' },
    ],
    [
      'a busy number is not tried elsewhere',
      [routed(trunks), { kind: 'leg_failed', legId: 't1', verdict: status(486) }],
      { phase: 'ended', outcome: 'busy' },
    ],
    [
      'the caller gives up',
      [routed([two]), { kind: 'caller_gone', cause: 'caller_gave_up' }],
      { phase: 'ended', hungUpBy: 'caller' },
    ],
    [
      'answered, then the callee hangs up',
      [...talking, { kind: 'leg_hung_up', legId: 'b', cause: 'normal' }],
      { outcome: 'answered', hungUpBy: 'callee' },
    ],
    ['a message for the caller', [routed([], 'fr/no_answer')], { phase: 'in_flow', answeredAtMs: null }],
    [
      'after the message',
      [routed([], 'fr/no_answer'), { kind: 'prompt_ended', legId: 'a' }],
      { phase: 'ended', outcome: 'missed' },
    ],
  ])('%s', (_name, inputs, expected) => {
    expect(run(inputs).call).toMatchObject(expected);
  });

  test('the second answer comes too late: its leg is gone already', () => {
    const { call, effects } = run([
      routed([two]),
      { kind: 'leg_accepted', legId: 'b' },
      { kind: 'leg_accepted', legId: 'c' },
    ]);
    expect(call.pair).toEqual(['a', 'b']);
    expect(effects.filter((effect) => effect.kind === 'bridge')).toHaveLength(1);
    expect(call.legs['c']).toMatchObject({ phase: 'ended', hangupCause: 'completed_elsewhere' });
  });

  test('both are joined, and the caller gets its 200 with the codec of whoever answered', () => {
    const { effects } = run(talking);
    expect(kinds(effects)).toEqual(['dial', 'set_ring_timer', 'ring_caller', 'clear_ring_timer', 'bridge', 'answer']);
    expect(effects.find((effect) => effect.kind === 'answer')).toMatchObject({ legId: 'a', peerLegId: 'b' });
  });

  test('both sides hold: each hears music, and the talk goes on when both are back', () => {
    const both: CallInput[] = [
      { kind: 'held', legId: 'a', holding: true },
      { kind: 'held', legId: 'b', holding: true },
    ];
    const { effects, call } = run([...talking, ...both, { kind: 'held', legId: 'a', holding: false }]);
    expect(effects.filter((effect) => effect.kind === 'play').map((effect) => effect.legId)).toEqual(['b', 'a']);
    expect(call.legs).toMatchObject({ a: { holding: false }, b: { holding: true } });
  });

  test('the kept party hangs up during a transfer: everybody is released', () => {
    const transfer: CallInput = {
      kind: 'transfer_blind',
      byLegId: 'b',
      plan: plan([stage(target('d'))]),
      viaRefer: false,
    };
    const { call } = run([...talking, transfer, { kind: 'leg_hung_up', legId: 'a', cause: 'normal' }]);
    expect(Object.values(call.legs).every(({ phase }) => phase === 'ended')).toBe(true);
  });

  test('a second transfer while one is under way changes nothing', () => {
    const transfer: CallInput = {
      kind: 'transfer_blind',
      byLegId: 'b',
      plan: plan([stage(target('d'))]),
      viaRefer: false,
    };
    const first = run([...talking, transfer]).call;
    expect(step(first, transfer, 9_000).call).toBe(first);
  });
});

const pickingUp = (id: string): CallLeg => ({ ...targetLeg(target(id), 0), phase: 'waiting' });

const legIds = ['a', 'b', 'c', 'd'] as const;
const anyInput: fc.Arbitrary<CallInput> = fc.oneof(
  fc.constantFrom<CallInput>(routed([two]), routed([stage(target('b', 'browser'))]), routed([], 'fr/busy'), {
    kind: 'ring_timeout',
  }),
  fc
    .constantFrom(...legIds)
    .chain((legId) =>
      fc.constantFrom<CallInput>(
        { kind: 'leg_ringing', legId },
        { kind: 'leg_early_media', legId },
        { kind: 'leg_accepted', legId },
        { kind: 'leg_media_ready', legId },
        { kind: 'leg_failed', legId, verdict: status(486) },
        { kind: 'leg_failed', legId, verdict: status(503) },
        { kind: 'leg_hung_up', legId, cause: 'normal' },
        { kind: 'ready_timeout', legId },
        { kind: 'prompt_ended', legId },
        { kind: 'held', legId, holding: true },
        { kind: 'held', legId, holding: false },
        { kind: 'end', legId, cause: 'user_request', by: 'system' },
        { kind: 'transfer_blind', byLegId: legId, plan: plan([stage(target('d'))]), viaRefer: legId === 'a' },
        { kind: 'return_routed', plan: plan([]) },
        { kind: 'leg_redirected', legId, plan: plan([stage(target('e'))]) },
        { kind: 'leg_redirected', legId, plan: null },
        { kind: 'pick_up', leg: pickingUp('f'), ringingLegId: legId },
        { kind: 'user_occupied', userId: `user-${legId}`, verdict: status(486) },
      ),
    ),
  fc.constantFrom<CallInput>({ kind: 'caller_gone', cause: 'caller_gave_up' }),
);

describe('a telephone sends the call on', () => {
  const to = (...ids: string[]): CallInput => ({
    kind: 'leg_redirected',
    legId: 'b',
    plan: { ...plan([stage(...ids.map((id) => target(id)))]), callerId: '+331' },
  });
  const rung = [routed([two])];
  test.each<[string, CallInput[], Partial<Call>]>([
    ['to somebody else: they ring beside the others', [...rung, to('d')], { phase: 'ringing' }],
    [
      'the others are busy, the new one answers',
      [
        ...rung,
        to('d'),
        { kind: 'leg_failed', legId: 'c', verdict: status(486) },
        { kind: 'leg_accepted', legId: 'd' },
      ],
      { phase: 'connected', pair: ['a', 'd'] },
    ],
    [
      'to somebody who rings already: a loop',
      [routed([stage(target('b'))]), to('b')],
      { phase: 'ended', hangupCause: 'loop' },
    ],
    ['to the caller: a loop', [routed([stage(target('b'))]), to('a')], { phase: 'ended', hangupCause: 'loop' }],
    ['nowhere', [routed([stage(target('b'))]), to()], { phase: 'ended', hangupCause: 'loop' }],
    [
      'somewhere that routing refuses',
      [routed([stage(target('b'))]), { kind: 'leg_redirected', legId: 'b', plan: plan([]) }],
      { phase: 'ended', hangupCause: 'no_device' },
    ],
    [
      'not followed',
      [routed([stage(target('b'))]), { kind: 'leg_redirected', legId: 'b', plan: null }],
      { phase: 'ended', hangupCause: 'redirected', outcome: 'failed' },
    ],
    [
      'after the caller gave up',
      [...rung, { kind: 'caller_gone', cause: 'caller_gave_up' }, to('d')],
      { phase: 'ended', hangupCause: 'caller_gave_up' },
    ],
  ])('%s', (_name, inputs, expected) => {
    expect(run(inputs).call).toMatchObject(expected);
  });

  test('who forwarded is kept; the new target is called with the number of who forwards', () => {
    const { call, effects } = run([...rung, { kind: 'leg_ringing', legId: 'b' }, to('d')]);
    const { name, number } = call.legs['b']!;
    expect(call.forwardedBy).toEqual([{ name, number, outsideNumber: '+331', reason: 'deflection' }]);
    expect(effects.findLast((effect) => effect.kind === 'dial')).toMatchObject({ callerId: '+331', nearLegId: 'a' });
    expect(call.legs['b']).toMatchObject({ phase: 'ended', hangupCause: 'redirected' });
  });

  test('a chain of forward keys ends after five', () => {
    const chain = ['c', 'd', 'e', 'f', 'g', 'h'].map((id, index): CallInput => ({
      kind: 'leg_redirected',
      legId: ['b', 'c', 'd', 'e', 'f', 'g'][index]!,
      plan: plan([stage(target(id))]),
    }));
    const { call } = run([routed([stage(target('b'))]), ...chain]);
    expect(call).toMatchObject({ phase: 'ended', hangupCause: 'loop' });
    expect(call.forwardedBy).toHaveLength(5);
  });
});

describe('a call is picked up at another telephone', () => {
  const pickUp = (ringingLegId: string): CallInput => ({ kind: 'pick_up', leg: pickingUp('p'), ringingLegId });

  test('its telephone is answered first, then the caller, and the others stop as answered elsewhere', () => {
    const { call, effects } = run([routed([two]), { kind: 'leg_ringing', legId: 'b' }, pickUp('b')]);
    expect(call).toMatchObject({ phase: 'connected', pair: ['a', 'p'], answeredAtMs: 3_000 });
    expect(effects.filter((effect) => effect.kind === 'answer')).toEqual([
      { kind: 'answer', legId: 'p', peerLegId: null, shownLegId: 'a' },
      { kind: 'answer', legId: 'a', peerLegId: 'p' },
    ]);
    for (const id of ['b', 'c']) expect(call.legs[id]).toMatchObject({ hangupCause: 'completed_elsewhere' });
  });

  test('too late: only the one who wanted to pick up is released', () => {
    const { call } = run([...talking, pickUp('b')]);
    expect(call.pair).toEqual(['a', 'b']);
    expect(call.legs['p']).toMatchObject({ phase: 'ended' });
  });
});

describe('whatever happens, in whatever order', () => {
  test('an ended call has no leg alive, is closed once, and changes no more', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 25 }), (inputs) => {
        const { call, effects } = run([...inputs, { kind: 'end', legId: null, cause: 'normal', by: 'system' }]);
        expect(call.phase).toBe('ended');
        expect(Object.values(call.legs).every(({ phase, endedAtMs }) => phase === 'ended' && endedAtMs !== null)).toBe(
          true,
        );
        expect(effects.filter((effect) => effect.kind === 'close')).toHaveLength(1);
        expect(step(call, inputs[0] ?? { kind: 'ring_timeout' }, 99_000).call).toBe(call);
      }),
      { numRuns: 500 },
    );
  });

  test('nobody is left alone: a leg that was dialled is ended, and everybody joined is alive', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 25 }), (inputs) => {
        const { call } = run(inputs);
        for (const legId of call.pair ?? [])
          if (call.transfer === null) expect(call.legs[legId]!.phase).not.toBe('ended');
        if (call.phase === 'connected' && call.ringing === null) {
          const alive = Object.values(call.legs).filter(({ phase }) => phase !== 'ended');
          expect(alive.length).toBeGreaterThanOrEqual(2);
        }
      }),
      { numRuns: 500 },
    );
  });
});
