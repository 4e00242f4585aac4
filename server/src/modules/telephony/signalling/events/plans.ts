import {
  CONFERENCE_INFO,
  DIALOG_INFO,
  MESSAGE_SUMMARY,
  PIDF,
  REGISTRATION_INFO,
  conferenceInfo,
  dialogInfo,
  messageSummary,
  presenceDocument,
  registrationInfo,
  resourceList,
  type ConferenceState,
  type EventBody,
  type NotifyView,
  type Presence,
  type SubscriptionPlan,
  type WatchedDialog,
} from '@carillon/sip';
import type { Member } from '../../ports/neighbours.ts';
import type { MessageWaiting } from '../../ports/message-waiting.ts';
import type { BindingTable } from '../binding-table.ts';
import type { Watched, Watcher } from './watched.ts';
import type { WatchedStates } from './watched-states.ts';

/** Event packages that can be subscribed to, and the type of their documents. */
export const documentTypes: Readonly<Record<string, string>> = {
  dialog: DIALOG_INFO,
  presence: PIDF,
  'message-summary': MESSAGE_SUMMARY,
  reg: REGISTRATION_INFO,
  conference: CONFERENCE_INFO,
};

export type PlanDeps = {
  readonly lamps: WatchedStates<WatchedDialog[]>;
  readonly presences: WatchedStates<Presence>;
  readonly messages: MessageWaiting;
  readonly partiesIn: (roomId: string) => ConferenceState['parties'];
  readonly bindings: BindingTable;
  readonly nowMs: () => number;
  readonly domain: string;
};

/** Names of resources in the notifier. */
export const keys = {
  lamp: (userId: string) => `dialog ${userId}`,
  presence: (userId: string) => `presence ${userId}`,
  messages: (userId: string) => `messages ${userId}`,
  registration: (deviceId: string) => `reg ${deviceId}`,
  conference: (roomId: string) => `conference ${roomId}`,
  team: (organizationId: string) => `team ${organizationId}`,
};

/** What an accepted subscription hears of, and what its NOTIFYs say. */
export function planFor(deps: PlanDeps, watched: Watched, event: string, watcher: Watcher): SubscriptionPlan {
  const own = { watcher: watcher.device.id };
  switch (watched.kind) {
    case 'device': {
      const { device, entity } = watched;
      const render = ({ version }: NotifyView) =>
        registrationInfo(entity, version, {
          bindings: deps.bindings.ofDevice(device.id),
          nowMilliseconds: deps.nowMs(),
        });
      return { ...own, keys: [keys.registration(device.id)], render };
    }
    case 'conference': {
      const { service, entity } = watched;
      const render = ({ version }: NotifyView) =>
        conferenceInfo(entity, version, {
          name: service.name,
          mostParties: service.maxParties,
          parties: deps.partiesIn(service.id),
        });
      return { ...own, keys: [keys.conference(service.id)], render };
    }
    case 'member': {
      const { member, entity } = watched;
      return {
        ...own,
        keys: [keyOf(event, member.id)],
        render: ({ version }) => documentOf(deps, { event, member, entity, version }),
      };
    }
    case 'team':
      return { ...own, ...teamPlan(deps, watched, event, watcher.member.organizationId) };
  }
}

function keyOf(event: string, userId: string): string {
  if (event === 'dialog') return keys.lamp(userId);
  return event === 'presence' ? keys.presence(userId) : keys.messages(userId);
}

type DocumentOf = {
  readonly event: string;
  readonly member: Member;
  readonly entity: string;
  readonly version: number;
};

function documentOf(deps: PlanDeps, { event, member, entity, version }: DocumentOf): EventBody {
  if (event === 'dialog') return dialogInfo(entity, version, deps.lamps.of(member.id));
  if (event === 'presence') return presenceDocument(entity, deps.presences.of(member.id));
  return messageSummary(entity, deps.messages.of(member.id));
}

/** A datagram must hold the whole list: more colleagues than this are not in it. */
const mostMembers = 100;

/** RFC 4662: all members at first and at each refresh, then those that changed. */
function teamPlan(
  deps: PlanDeps,
  watched: Extract<Watched, { kind: 'team' }>,
  event: string,
  organizationId: string,
): Omit<SubscriptionPlan, 'watcher'> {
  const listed = watched.members
    .filter((member) => member.extension !== null)
    .toSorted((one, other) => one.extension!.localeCompare(other.extension!))
    .slice(0, mostMembers);
  // Each member's document counts for itself (RFC 4235 4.1: one more than the one before).
  const versions = new Map<string, number>();
  const bodyOf = (member: Member) => {
    const version = versions.get(member.id) ?? 0;
    versions.set(member.id, version + 1);
    const entity = `sip:${member.extension}@${deps.domain}`;
    return { uri: entity, name: member.name, body: documentOf(deps, { event, member, entity, version }) };
  };
  return {
    keys: [keys.team(organizationId), ...listed.map((member) => keyOf(event, member.id))],
    headers: [{ name: 'Require', value: 'eventlist' }],
    render({ full, changed, version }) {
      const told = full ? listed : listed.filter((member) => changed.has(keyOf(event, member.id)));
      return resourceList(watched.entity, { version, full, members: told.map(bodyOf) });
    },
  };
}
