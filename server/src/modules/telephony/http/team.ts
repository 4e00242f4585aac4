import type { TeamMember } from '@carillon/api';
import { organizationScope } from '#platform/db';
import type { CallService } from '../call/call-service.ts';
import type { AvailabilityTable } from '../devices/availability-table.ts';
import type { DeviceTable } from '../devices/device-table.ts';
import type { IdentityNeighbour, Member, NumbersNeighbour } from '../ports/neighbours.ts';
import type { BindingTable } from '../signalling/binding-table.ts';

export type TeamDeps = {
  readonly identity: Pick<IdentityNeighbour, 'listUsers'>;
  readonly numbers: Pick<NumbersNeighbour, 'numbersOfUsers'>;
  readonly devices: DeviceTable;
  readonly bindings: BindingTable;
  readonly availability: AvailabilityTable;
  readonly calls: () => CallService;
};

/** Colleagues, whether a device of theirs is connected, what they say of themselves, and since when they talk. */
export async function readTeam(deps: TeamDeps, organizationId: string): Promise<TeamMember[]> {
  const scope = organizationScope(organizationId);
  const members = (await deps.identity.listUsers(scope)).filter((member) => member.state === 'active');
  const numbers = await deps.numbers.numbersOfUsers(
    scope,
    members.map((member) => member.id),
  );
  return members.map((member) => {
    const own = numbers.get(member.id)?.numbers ?? [];
    return presentMember(
      deps,
      member,
      own.map((entry) => entry.number),
    );
  });
}

function presentMember(deps: TeamDeps, member: Member, numbers: string[]): TeamMember {
  const connected = deps.devices.ofUser(member.id).filter((device) => deps.bindings.ofDevice(device.id).length > 0);
  const inCallSince = callSince(deps, member.id);
  const chosen = deps.availability.of(member.id);
  const base = connected.length === 0 ? 'offline' : chosen;
  return {
    userId: member.id,
    name: member.name,
    extension: member.extension,
    numbers,
    availability: inCallSince !== null && base === 'available' ? 'busy' : base,
    reachable: connected.length > 0,
    devices: connected.map(({ kind, name }) => ({ kind, name })),
    inCallSince,
  };
}

function callSince(deps: TeamDeps, userId: string): string | null {
  const service = deps.calls();
  const answered = service.userLegs.ofUser(userId).filter((leg) => leg.state === 'answered');
  const times = answered.flatMap((leg) => service.find(leg.callId)?.call.legs[leg.legId]?.answeredAtMs ?? []);
  return times.length === 0 ? null : new Date(Math.min(...times)).toISOString();
}
