import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openQueue, queueWakesAtMs, stepQueue } from './step.ts';
import type { QueueEffect, QueueInput, QueueMember, QueueSettings, QueueState } from './types.ts';

const member = (userId: string, given: Partial<QueueMember> = {}): QueueMember => ({
  userId,
  position: 0,
  ringSeconds: 20,
  startDelaySeconds: 0,
  skills: [],
  ...given,
});

const settingsOf = (given: Partial<QueueSettings> = {}): QueueSettings => ({
  strategy: 'in_order',
  sticky: false,
  members: [member('ada', { position: 1 }), member('bob', { position: 2 }), member('cleo', { position: 3 })],
  mostWaitSeconds: null,
  mostWaiting: null,
  withoutMembers: 'wait',
  wrapUpSeconds: 0,
  restSeconds: 10,
  announceEverySeconds: null,
  ...given,
});

/** A queue under way: sends inputs, keeps what it asked for, moves its own time. */
function queueOf(given: Partial<QueueSettings> = {}, free: readonly string[] = ['ada', 'bob', 'cleo']) {
  const settings = settingsOf(given);
  let state: QueueState = openQueue(settings);
  let nowMs = 1_000_000;
  const send = (input: QueueInput): readonly QueueEffect[] => {
    const so = stepQueue(state, input, nowMs, () => 0.5);
    state = so.state;
    return so.effects;
  };
  for (const userId of free) send({ kind: 'member_is', userId, outside: 'free' });
  return {
    send,
    say: (input: QueueInput) => send(input).map(show),
    pass: (seconds: number) => {
      nowMs += seconds * 1_000;
      return send({ kind: 'tick' }).map(show);
    },
    get state() {
      return state;
    },
    get wakesInSeconds() {
      const at = queueWakesAtMs(state, nowMs);
      return at === null ? null : (at - nowMs) / 1_000;
    },
  };
}

function show(effect: QueueEffect): string {
  switch (effect.kind) {
    case 'ring':
    case 'stop_ringing':
      return `${effect.kind} ${effect.userId} for ${effect.callId}`;
    case 'connect':
      return `connect ${effect.userId} with ${effect.callId}${effect.isCallback ? ' (callback)' : ''}`;
    case 'let_go':
      return `let_go ${effect.callId}: ${effect.reason}`;
    case 'tell_position':
      return `tell ${effect.callId}: ${effect.position}, ${effect.waitSeconds ?? '?'} s`;
  }
}

const join = (callId: string, more: Partial<Extract<QueueInput, { kind: 'join' }>> = {}): QueueInput => ({
  kind: 'join',
  callId,
  ...more,
});
const answered = (userId: string, callId: string): QueueInput => ({ kind: 'answered', userId, callId });
const refused = (userId: string, callId: string): QueueInput => ({ kind: 'ring_failed', userId, callId });
const ended = (userId: string): QueueInput => ({ kind: 'talk_ended', userId, talkMs: 60_000 });

describe('who is rung', () => {
  test('all: everybody at once, and they stop when one answers', () => {
    const queue = queueOf({ strategy: 'all' });
    expect(queue.say(join('1'))).toEqual(['ring ada for 1', 'ring bob for 1', 'ring cleo for 1']);
    expect(queue.say(join('2'))).toEqual([]);
    expect(queue.say(answered('bob', '1'))).toEqual([
      'stop_ringing ada for 1',
      'stop_ringing cleo for 1',
      'connect bob with 1',
      'ring ada for 2',
      'ring cleo for 2',
    ]);
  });

  test('in_order: one after the other, the first again after everybody had a turn', () => {
    const queue = queueOf({ strategy: 'in_order', restSeconds: 0 });
    expect(queue.say(join('1'))).toEqual(['ring ada for 1']);
    expect(queue.wakesInSeconds).toBe(20);
    expect(queue.pass(20)).toEqual(['stop_ringing ada for 1', 'ring bob for 1']);
    expect(queue.say(refused('bob', '1'))).toEqual(['ring cleo for 1']);
    expect(queue.pass(20)).toEqual(['stop_ringing cleo for 1', 'ring ada for 1']);
  });

  test('two callers have two members ringing', () => {
    const queue = queueOf();
    queue.say(join('1'));
    expect(queue.say(join('2'))).toEqual(['ring bob for 2']);
  });

  test('rotating: the next caller begins behind the member rung last', () => {
    const queue = queueOf({ strategy: 'rotating' });
    expect(queue.say(join('1'))).toEqual(['ring ada for 1']);
    queue.say(answered('ada', '1'));
    queue.say(ended('ada'));
    expect(queue.say(join('2'))).toEqual(['ring bob for 2']);
    queue.say({ kind: 'leave', callId: '2' });
    expect(queue.say(join('3'))).toEqual(['ring cleo for 3']);
    queue.say({ kind: 'leave', callId: '3' });
    expect(queue.say(join('4'))).toEqual(['ring ada for 4']);
  });

  test('longest_idle and fewest_calls', () => {
    for (const strategy of ['longest_idle', 'fewest_calls'] as const) {
      const queue = queueOf({ strategy });
      queue.say(join('1'));
      queue.say(answered('ada', '1'));
      queue.pass(1);
      queue.say(ended('ada'));
      expect(queue.say(join('2'))).toEqual(['ring bob for 2']);
    }
  });

  test('sticky: whoever knows the caller first, if able to', () => {
    const queue = queueOf({ sticky: true }, ['ada', 'cleo']);
    expect(queue.say(join('1', { lastTalkedTo: 'cleo' }))).toEqual(['ring cleo for 1']);
    expect(queue.say(join('2', { lastTalkedTo: 'bob' }))).toEqual(['ring ada for 2']);
    expect(queue.say(refused('cleo', '1'))).toEqual([]);
  });

  test('skills: a caller nobody can serve now lets those behind pass', () => {
    const members = [member('ada', { skills: ['de'] }), member('bob')];
    const queue = queueOf({ members }, ['bob']);
    expect(queue.say(join('1', { skillsNeeded: ['de'] }))).toEqual([]);
    expect(queue.say(join('2'))).toEqual(['ring bob for 2']);
    expect(queue.say({ kind: 'member_is', userId: 'ada', outside: 'free' })).toEqual(['ring ada for 1']);
  });

  test('a second line joins in after its delay', () => {
    const members = [member('ada'), member('bob', { position: 1, startDelaySeconds: 15 })];
    const queue = queueOf({ strategy: 'all', members }, ['ada', 'bob']);
    expect(queue.say(join('1'))).toEqual(['ring ada for 1']);
    expect(queue.wakesInSeconds).toBe(15);
    expect(queue.pass(15)).toEqual(['ring bob for 1']);
  });

  test('who refused rests, and is not rung for the next caller meanwhile', () => {
    const queue = queueOf({ restSeconds: 10 }, ['ada']);
    queue.say(join('1'));
    expect(queue.say(refused('ada', '1'))).toEqual([]);
    expect(queue.say(join('2'))).toEqual([]);
    expect(queue.wakesInSeconds).toBe(10);
    expect(queue.pass(10)).toEqual(['ring ada for 1']);
  });
});

describe('members', () => {
  test('one who goes away while ringing is left alone, and the next is rung', () => {
    const queue = queueOf();
    queue.say(join('1'));
    expect(queue.say({ kind: 'member_is', userId: 'ada', outside: 'out' })).toEqual([
      'stop_ringing ada for 1',
      'ring bob for 1',
    ]);
  });

  test('wrap-up ends by time or by hand', () => {
    const queue = queueOf({ wrapUpSeconds: 30 }, ['ada']);
    const talk = (callId: string) => [
      queue.say(join(callId)),
      queue.say(answered('ada', callId)),
      queue.say(ended('ada')),
    ];
    talk('1');
    expect(queue.say(join('2'))).toEqual([]);
    expect(queue.wakesInSeconds).toBe(30);
    expect(queue.pass(30)).toEqual(['ring ada for 2']);
    queue.say(answered('ada', '2'));
    queue.say(ended('ada'));
    queue.say(join('3'));
    expect(queue.say({ kind: 'wrap_up_ended', userId: 'ada' })).toEqual(['ring ada for 3']);
  });

  test('one who is taken out of the queue while talking talks on; while ringing, stops', () => {
    const queue = queueOf({ strategy: 'all' });
    queue.say(join('1'));
    const settings = settingsOf({ strategy: 'all', members: [member('bob')] });
    expect(queue.say({ kind: 'settings_changed', settings })).toEqual([
      'stop_ringing ada for 1',
      'stop_ringing cleo for 1',
    ]);
    expect(queue.say(answered('ada', '1'))).toEqual([]);
    expect(queue.say(answered('bob', '1'))).toEqual(['connect bob with 1']);
  });
});

describe('callers', () => {
  test('leave when they waited too long, the queue is full or nobody serves', () => {
    const queue = queueOf({ mostWaitSeconds: 60, mostWaiting: 1 }, []);
    expect(queue.say(join('1'))).toEqual([]);
    expect(queue.say(join('2'))).toEqual(['let_go 2: queue_full']);
    expect(queue.pass(60)).toEqual(['let_go 1: waited_too_long']);
    expect(queueOf({ withoutMembers: 'leave' }, []).say(join('1'))).toEqual(['let_go 1: nobody_serves']);
    expect(queueOf({ withoutMembers: 'leave' }, ['ada']).say(join('1'))).toEqual(['ring ada for 1']);
  });

  test('hear their position, with an estimate once talks were measured', () => {
    const queue = queueOf({ announceEverySeconds: 30 }, ['ada']);
    expect(queue.say(join('1'))).toEqual(['tell 1: 1, ? s', 'ring ada for 1']);
    queue.say(answered('ada', '1'));
    queue.say(ended('ada'));
    queue.say({ kind: 'member_is', userId: 'ada', outside: 'occupied' });
    queue.say(join('2'));
    expect(queue.say(join('3'))).toEqual(['tell 3: 2, 120 s']);
    expect(queue.wakesInSeconds).toBe(30);
    expect(queue.pass(30)).toEqual(['tell 2: 1, 60 s', 'tell 3: 2, 120 s']);
  });

  test('who asked to be called back keeps the place, hears nothing and never waits too long', () => {
    const queue = queueOf({ mostWaitSeconds: 60, announceEverySeconds: 10 }, []);
    queue.say(join('1'));
    queue.say(join('2'));
    expect(queue.say({ kind: 'callback_asked', callId: '1' })).toEqual(['let_go 1: callback_asked']);
    expect(queue.say({ kind: 'callback_asked', callId: '1' })).toEqual([]);
    expect(queue.pass(600)).toEqual(['let_go 2: waited_too_long']);
    expect(queue.say({ kind: 'member_is', userId: 'ada', outside: 'free' })).toEqual(['ring ada for 1']);
    expect(queue.say(answered('ada', '1'))).toEqual(['connect ada with 1 (callback)']);
  });

  test('who join twice are there once; after a restart the order is that of arrival', () => {
    const queue = queueOf({}, []);
    queue.say(join('late'));
    queue.say(join('late'));
    queue.say(join('early', { joinedAtMs: 5 }));
    expect(queue.state.waiting.map(({ callId }) => callId)).toEqual(['early', 'late']);
  });

  test('an answer for a caller who left changes nothing', () => {
    const queue = queueOf();
    queue.say(join('1'));
    expect(queue.say({ kind: 'leave', callId: '1' })).toEqual(['stop_ringing ada for 1']);
    expect(queue.say(answered('ada', '1'))).toEqual([]);
    expect(queue.state.members['ada']!.phase).toBe('free');
  });
});

describe('whatever happens', () => {
  const users = ['ada', 'bob', 'cleo'];
  const input = fc.oneof(
    fc.record({ kind: fc.constant('join' as const), callId: fc.constantFrom('1', '2', '3', '4', '5') }),
    fc.record({
      kind: fc.constantFrom('leave' as const, 'callback_asked' as const),
      callId: fc.constantFrom('1', '2', '3', '4', '5'),
    }),
    fc.record({
      kind: fc.constantFrom('answered' as const, 'ring_failed' as const),
      callId: fc.constantFrom('1', '2', '3', '4', '5'),
      userId: fc.constantFrom(...users),
    }),
    fc.record({ kind: fc.constant('talk_ended' as const), userId: fc.constantFrom(...users), talkMs: fc.nat(600_000) }),
    fc.record({
      kind: fc.constant('member_is' as const),
      userId: fc.constantFrom(...users),
      outside: fc.constantFrom('out' as const, 'free' as const, 'free' as const, 'occupied' as const),
    }),
    fc.constant({ kind: 'tick' as const }),
  );
  const story = fc.array(fc.tuple(input, fc.constantFrom(0, 0, 1, 5, 20, 61)), { maxLength: 120, size: 'max' });
  const strategy = fc.constantFrom('all', 'in_order', 'rotating', 'longest_idle', 'fewest_calls', 'random' as const);

  test('no member rings twice, no caller is lost or served twice, and nobody free is left idle', () => {
    fc.assert(
      fc.property(strategy, story, (kind, inputs) => {
        let state = openQueue(settingsOf({ strategy: kind, mostWaitSeconds: 120, wrapUpSeconds: 5 }));
        let nowMs = 0;
        const joined = new Map<string, 'waiting' | 'callback' | 'over'>();
        const rings = new Map<string, string>();
        for (const [what, seconds] of inputs) {
          nowMs += seconds * 1_000;
          const so = stepQueue(state, what, nowMs, () => 0.3);
          state = so.state;
          if (what.kind === 'join' && joined.get(what.callId) !== 'waiting' && joined.get(what.callId) !== 'callback') {
            joined.set(what.callId, 'waiting');
          }
          if (what.kind === 'leave') joined.set(what.callId, 'over');
          // A telephone that refused rings no more, without being told.
          if (what.kind === 'ring_failed' && rings.get(what.userId) === what.callId) rings.delete(what.userId);
          for (const effect of so.effects) follow(effect, { joined, rings });
          check(state, { joined, rings, nowMs });
        }
        expect(state.waiting.length).toBeLessThanOrEqual(5);
      }),
      { numRuns: 150 },
    );
  });

  type Seen = { readonly joined: Map<string, 'waiting' | 'callback' | 'over'>; readonly rings: Map<string, string> };

  function follow(effect: QueueEffect, { joined, rings }: Seen): void {
    if (effect.kind === 'ring') {
      expect(rings.has(effect.userId)).toBe(false);
      rings.set(effect.userId, effect.callId);
    } else if (effect.kind === 'stop_ringing') {
      expect(rings.get(effect.userId)).toBe(effect.callId);
      rings.delete(effect.userId);
    } else if (effect.kind === 'connect') {
      expect(rings.get(effect.userId)).toBe(effect.callId);
      expect(joined.get(effect.callId)).toBe(effect.isCallback ? 'callback' : 'waiting');
      rings.delete(effect.userId);
      joined.set(effect.callId, 'over');
    } else if (effect.kind === 'let_go') {
      expect(joined.get(effect.callId)).toBe('waiting');
      joined.set(effect.callId, effect.reason === 'callback_asked' ? 'callback' : 'over');
    }
  }

  function check(state: QueueState, { joined, rings, nowMs }: Seen & { nowMs: number }): void {
    const inLine = state.waiting.map(({ callId }) => callId).toSorted();
    expect(inLine).toEqual(
      [...joined]
        .filter(([, so]) => so !== 'over')
        .map(([id]) => id)
        .toSorted(),
    );
    const ringing = Object.entries(state.members).filter(([, its]) => its.phase === 'ringing');
    for (const [userId, its] of ringing)
      expect([rings.get(userId), inLine.includes(its.callId!)]).toEqual([its.callId, true]);
    if (state.settings.strategy !== 'all')
      expect(new Set(ringing.map(([, its]) => its.callId)).size).toBe(ringing.length);
    const isFree = Object.values(state.members).some((its) => its.phase === 'free' && (its.untilMs ?? 0) <= nowMs);
    const isUnrung = inLine.some((callId) => !ringing.some(([, its]) => its.callId === callId));
    expect(isFree && isUnrung).toBe(false);
  }
});
