import type { MediaCounters } from '@carillon/api';
import type { Clock, TimerHandle } from '#platform/clock';
import type { CallService } from '../call/call-service.ts';
import type { RunningCall } from '../call/running-call.ts';
import type { Leg } from '../leg/leg.ts';
import { rateInterval, worseQuality, type Quality } from '../leg/quality.ts';

/** How well people hear each other, for those who look at their call bar. */
export interface QualityWatch {
  /** Quality of the talk that this leg is in; null while the call does not know the leg. */
  of(call: RunningCall, legId: string): Quality | null;
  /** Something changed in a call of this user, who looks at it: their calls are watched while they last. */
  follow(userId: string): void;
  stop(): void;
}

const everySeconds = 5;
/** Seconds without sound after which a person should be told. */
const noMediaSeconds = 5;

type Reading = { counters: MediaCounters; quality: Quality };

/** Reads media counters every few seconds, only of connected calls that somebody looks at; no timer otherwise. */
export function createQualityWatch(deps: {
  readonly clock: Clock;
  readonly calls: () => CallService;
  readonly isLookedAt: (userId: string) => boolean;
  readonly changed: (userId: string) => void;
  readonly failed: (error: unknown) => void;
}): QualityWatch {
  const { clock } = deps;
  const readings = new WeakMap<Leg, Reading>();
  const users = new Set<string>();
  let timer: TimerHandle | null = null;

  const of = (call: RunningCall, legId: string): Quality | null => {
    const legs = legsHeard(call, legId);
    if (legs.length === 0) return null;
    return legs.map((leg) => qualityOf(leg, readings.get(leg))).reduce(worseQuality);
  };

  const refreshUser = async (userId: string): Promise<void> => {
    const talks = deps.isLookedAt(userId) ? talksOf(deps.calls(), userId) : [];
    if (talks.length === 0) return void users.delete(userId);
    let hasChanged = false;
    for (const { call, legId } of talks) {
      const before = of(call, legId);
      await Promise.all(legsHeard(call, legId).map((leg) => read(readings, leg)));
      hasChanged ||= of(call, legId) !== before;
    }
    if (hasChanged) deps.changed(userId);
  };

  const tick = async (): Promise<void> => {
    for (const userId of users) await refreshUser(userId).catch(deps.failed);
    timer = null;
    schedule();
  };

  const schedule = (): void => {
    if (users.size > 0) timer ??= clock.setTimer(everySeconds * 1000, () => void tick());
  };

  return {
    of,
    follow(userId) {
      users.add(userId);
      schedule();
    },
    stop() {
      users.clear();
      if (timer !== null) clock.clearTimer(timer);
    },
  };
}

async function read(readings: WeakMap<Leg, Reading>, leg: Leg): Promise<void> {
  if (leg.media.closed) return;
  const counters = await leg.media.counters();
  const old = readings.get(leg);
  if (old !== undefined && counters.packetsReceived > old.counters.packetsReceived) leg.silentSeconds = 0;
  const rated = old === undefined ? null : rateInterval(old.counters, counters);
  readings.set(leg, { counters, quality: rated ?? old?.quality ?? 'good' });
}

function qualityOf(leg: Leg, reading: Reading | undefined): Quality {
  return leg.silentSeconds >= noMediaSeconds ? 'no_media' : (reading?.quality ?? 'good');
}

/** Both directions of a talk; a leg alone (announcements) is one. */
function legsHeard(call: RunningCall, legId: string): Leg[] {
  const pair = call.call.pair;
  const ids = pair?.includes(legId) === true ? pair : [legId];
  return ids.flatMap((id) => call.legs.get(id) ?? []);
}

function talksOf(calls: CallService, userId: string): { call: RunningCall; legId: string }[] {
  return calls.userLegs.ofUser(userId).flatMap(({ callId, legId, state }) => {
    const call = state === 'answered' ? calls.find(callId) : undefined;
    return call === undefined ? [] : [{ call, legId }];
  });
}
