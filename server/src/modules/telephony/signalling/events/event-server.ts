import { Notifier, type IncomingRequest, type Presence, type SipEndpoint, type WatchedDialog } from '@carillon/sip';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/log';
import type { CallService } from '../../call/call-service.ts';
import type { AvailabilityTable } from '../../devices/availability-table.ts';
import type { Device } from '../../devices/device.ts';
import type { Member } from '../../ports/neighbours.ts';
import type { MessageWaiting } from '../../ports/message-waiting.ts';
import type { ConferenceRooms } from '../../services/conference-rooms.ts';
import type { Chosen } from '../../store/availability.ts';
import type { BindingTable } from '../binding-table.ts';
import type { SipDomain } from '../domain.ts';
import { lampOf, partiesOf } from './lamp.ts';
import { tellUnasked } from './message-lamps.ts';
import { documentTypes, keys, planFor, type PlanDeps } from './plans.ts';
import { createPublications } from './publications.ts';
import { presenceOf } from './watched-presence.ts';
import { createWatchedStates, type WatchedStates } from './watched-states.ts';
import { resolveWatched } from './watched.ts';
import { whoAsks, type WhoAsksDeps } from './who-asks.ts';

export type EventServerDeps = WhoAsksDeps & {
  readonly sip: SipEndpoint;
  readonly clock: Clock;
  readonly log: Logger;
  readonly domain: SipDomain;
  readonly bindings: BindingTable;
  readonly availability: AvailabilityTable;
  readonly messages: MessageWaiting;
  readonly rooms: Pick<ConferenceRooms, 'legsIn'>;
  readonly calls: () => CallService;
  readonly choose: (member: Member, chosen: Chosen) => Promise<void>;
};

/** Busy lamps, presence, message lamps: who subscribed to what, and word of every change. */
export interface EventServer {
  readonly subscriptions: number;
  subscribe(incoming: IncomingRequest): void;
  publish(incoming: IncomingRequest): void;
  /** A call of theirs changed. On the path of the call: only notes it. */
  callChanged(userIds: Iterable<string>): void;
  /** A device came, left, or registered again. */
  registrationChanged(device: Device, hasCome: boolean): void;
  /** Somebody entered or left a room. */
  conferenceChanged(roomId: string): void;
  availabilityChanged(userId: string): void;
  /** Members came, left, or have another name or extension. */
  membersChanged(organizationId: string): void;
  /** A device may no longer watch. */
  endDevice(deviceId: string): void;
  stop(): void;
}

/** Restarts last so long at most; then telephones subscribe again. */
const backSeconds = 10;

export function createEventServer(deps: EventServerDeps): EventServer {
  const { clock, sip } = deps;
  const notifier = new Notifier({
    sip,
    clock: {
      now: () => clock.nowMs(),
      after(delayMs, run) {
        const timer = clock.setTimer(delayMs, run);
        return () => clock.clearTimer(timer);
      },
    },
    defer: setImmediate,
    events: Object.keys(documentTypes),
  });
  const states = watchedStates(deps, notifier);
  const partiesIn = (roomId: string) => partiesOf(deps.calls().calls(), deps.rooms.legsIn(roomId), deps.domain.name);
  const plans: PlanDeps = { ...deps, ...states, partiesIn, nowMs: () => clock.nowMs(), domain: deps.domain.name };
  const tell = (device: Device): void => {
    // A browser shows messages by itself.
    if (device.kind === 'desk_phone' && !notifier.isWatching(device.id, keys.messages(device.userId))) {
      tellUnasked(deps, device);
    }
  };
  deps.messages.onChange((userId) => {
    notifier.changed(keys.messages(userId));
    deps.devices.ofUser(userId).forEach(tell);
  });
  const failed = (error: unknown): void => deps.log.error({ error }, 'a subscription or publication failed');
  const publications = createPublications({
    clock,
    chosen: (userId) => deps.availability.of(userId),
    choose: deps.choose,
    failed,
  });
  const guarded = (incoming: IncomingRequest, handled: Promise<void>): void => {
    handled.catch((error: unknown) => {
      failed(error);
      incoming.respond(500);
    });
  };
  return {
    get subscriptions() {
      return notifier.size;
    },
    subscribe: (incoming) => guarded(incoming, subscribe(deps, { notifier, plans }, incoming)),
    publish: (incoming) => guarded(incoming, publish(deps, publications, incoming)),
    callChanged(userIds) {
      for (const userId of userIds) {
        states.lamps.touch(userId);
        states.presences.touch(userId);
      }
    },
    registrationChanged(device, hasCome) {
      states.presences.touch(device.userId);
      notifier.changed(keys.registration(device.id));
      if (hasCome && deps.messages.of(device.userId).unheard > 0) tell(device);
    },
    conferenceChanged: (roomId) => notifier.changed(keys.conference(roomId)),
    availabilityChanged: (userId) => states.presences.touch(userId),
    membersChanged: (organizationId) => notifier.endKey(keys.team(organizationId), { reason: 'deactivated' }),
    endDevice: (deviceId) => notifier.endWatcher(deviceId, { reason: 'rejected' }),
    stop() {
      publications.stop();
      notifier.close({ reason: 'probation', retryAfterSeconds: backSeconds });
    },
  };
}

type States = { readonly lamps: WatchedStates<WatchedDialog[]>; readonly presences: WatchedStates<Presence> };

function watchedStates(deps: EventServerDeps, notifier: Notifier): States {
  const { devices, bindings, availability, calls, domain } = deps;
  const isTalking = (userId: string) =>
    calls()
      .userLegs.ofUser(userId)
      .some((leg) => leg.state === 'answered');
  return {
    lamps: createWatchedStates({
      isWatched: (userId) => notifier.isWatched(keys.lamp(userId)),
      compute: (userId) => lampOf(calls().callsOfUser(userId), userId, domain.name),
      changed: (userId) => notifier.changed(keys.lamp(userId)),
      defer: setImmediate,
    }),
    presences: createWatchedStates({
      isWatched: (userId) => notifier.isWatched(keys.presence(userId)),
      compute(userId) {
        const isReachable = devices.ofUser(userId).some(({ id }) => bindings.ofDevice(id).length > 0);
        return presenceOf({ chosen: availability.of(userId), isReachable, isTalking: isTalking(userId) });
      },
      changed: (userId) => notifier.changed(keys.presence(userId)),
      defer: setImmediate,
    }),
  };
}

type Parts = { readonly notifier: Notifier; readonly plans: PlanDeps };

async function subscribe(deps: EventServerDeps, { notifier, plans }: Parts, incoming: IncomingRequest): Promise<void> {
  const watcher = await whoAsks(deps, incoming);
  const asked = watcher === null ? null : notifier.read(incoming);
  if (watcher === null || asked === null) return;
  const watched = await resolveWatched(deps, watcher, asked, incoming.request);
  if (watched.kind === 'refused') return incoming.respond(watched.status);
  if (watched.kind === 'team' && !asked.takesLists) {
    return incoming.respond(421, { headers: [{ name: 'Require', value: 'eventlist' }] });
  }
  if (watched.kind !== 'team' && !takes(asked.accept, documentTypes[asked.event]!)) return incoming.respond(406);
  notifier.accept(incoming, asked, planFor(plans, watched, asked.event, watcher));
}

/** RFC 3261 20.1: ranges count, nothing said is everything. */
function takes(accept: readonly string[], type: string): boolean {
  return accept.length === 0 || [type, `${type.split('/', 1)[0]}/*`, '*/*'].some((range) => accept.includes(range));
}

async function publish(
  deps: EventServerDeps,
  publications: ReturnType<typeof createPublications>,
  incoming: IncomingRequest,
): Promise<void> {
  const asker = await whoAsks(deps, incoming);
  if (asker === null) return;
  const own = await resolveWatched(deps, asker, { event: 'presence' }, incoming.request);
  if (own.kind === 'refused') return incoming.respond(own.status);
  if (own.kind !== 'member' || own.member.id !== asker.member.id) return incoming.respond(403);
  await publications.handle(incoming, own.member);
}
