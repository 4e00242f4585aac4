import type { TeamMember } from '@carillon/api';
import type { Clock, TimerHandle } from '#platform/clock';
import type { Actor } from '#platform/actor';
import { permissionScope } from '#platform/actor';
import type { Realtime } from '#platform/realtime';
import type { Call } from '../call/types.ts';
import { usersOf } from '../accounting/call-records.ts';
import { presentEndedCall } from './present-call.ts';
import type { LiveViews } from './live-views.ts';

/** Pushes what changed to those who look at it. Nothing is computed for a stream that nobody ever opened. */
export interface Views {
  callChanged(userIds: Iterable<string>, organizationId: string): void;
  callsEnded(calls: readonly Call[]): void;
  teamChanged(organizationId: string): void;
  /** The quality of their calls changed. */
  qualityChanged(userId: string): void;
  stop(): void;
}

/** A step can change a call several times in a moment; a person sees the last of them. */
const callsDelayMs = 20;
const teamDelayMs = 250;

export function createViews(deps: {
  realtime: Realtime;
  clock: Clock;
  live: LiveViews;
  /** Their calls are to be watched, since they look at them. */
  follow: (userId: string) => void;
  team: (organizationId: string) => Promise<TeamMember[]>;
  failed: (error: unknown) => void;
}): Views {
  const { realtime, clock, live } = deps;
  const followers = { calls: new Set<string>(), team: new Set<string>(), log: new Set<string>() };
  const users = debounced(clock, callsDelayMs, (userId) => {
    realtime.publish('my-calls', userId, { calls: live.ofUser(userId) });
  });
  const teams = debounced(clock, teamDelayMs, (organizationId) => {
    deps.team(organizationId).then((members) => realtime.publish('team', organizationId, { members }), deps.failed);
  });
  register(realtime, followers, deps);
  return {
    callChanged(userIds, organizationId) {
      for (const userId of userIds) {
        if (!followers.calls.has(userId)) continue;
        users.add(userId);
        deps.follow(userId);
      }
      if (followers.team.has(organizationId)) teams.add(organizationId);
    },
    teamChanged(organizationId) {
      if (followers.team.has(organizationId)) teams.add(organizationId);
    },
    callsEnded(calls) {
      for (const call of calls) publishEnded(realtime, followers.log, call);
    },
    qualityChanged: (userId) => users.add(userId),
    stop() {
      users.stop();
      teams.stop();
    },
  };
}

function publishEnded(realtime: Realtime, followers: ReadonlySet<string>, call: Call): void {
  const keys = [call.organizationId, ...usersOf(Object.values(call.legs), call)].filter((key) => followers.has(key));
  if (keys.length === 0) return;
  const ended = [presentEndedCall(call)];
  for (const key of keys) realtime.publish('call-log', key, { ended });
}

type Followers = { calls: Set<string>; team: Set<string>; log: Set<string> };

function register(realtime: Realtime, followers: Followers, deps: Parameters<typeof createViews>[0]): void {
  const memberKey = (actor: Actor, set: Set<string>): string | null =>
    follow(set, actor.kind === 'user' ? actor.userId : null);
  realtime.registerTopic('my-calls', {
    keyFor: (actor) => memberKey(actor, followers.calls),
    snapshot: async (actor) => {
      if (actor.kind !== 'user') return { calls: [] };
      deps.follow(actor.userId);
      return { calls: deps.live.ofUser(actor.userId) };
    },
  });
  realtime.registerTopic('team', {
    keyFor: (actor) => follow(followers.team, actor.kind === 'user' ? actor.organizationId : null),
    snapshot: async (actor) => ({ members: actor.kind === 'user' ? await deps.team(actor.organizationId) : [] }),
  });
  realtime.registerTopic('call-log', {
    keyFor(actor) {
      if (actor.kind !== 'user') return null;
      const isWide = permissionScope(actor, 'telephony.call:read') === 'organization';
      return follow(followers.log, isWide ? actor.organizationId : actor.userId);
    },
    snapshot: async () => ({ ended: [] }),
  });
}

function follow(set: Set<string>, key: string | null): string | null {
  if (key !== null) set.add(key);
  return key;
}

/** Runs once for each key, a little after it was first named. */
function debounced(clock: Clock, delayMs: number, run: (key: string) => void) {
  const waiting = new Set<string>();
  let timer: TimerHandle | null = null;
  return {
    add(key: string) {
      waiting.add(key);
      timer ??= clock.setTimer(delayMs, () => {
        timer = null;
        const keys = [...waiting];
        waiting.clear();
        for (const one of keys) run(one);
      });
    },
    stop() {
      if (timer !== null) clock.clearTimer(timer);
    },
  };
}
