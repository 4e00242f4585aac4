import type { IncomingInvite } from '@carillon/sip';
import type { Device } from '../devices/device.ts';
import type { Member } from '../ports/neighbours.ts';

/** The leg of a member who calls us from this device. */
export const callerLeg = (device: Device, member: Member, invite: IncomingInvite) => ({
  kind: device.kind,
  userId: member.id,
  name: member.name,
  number: member.extension,
  deviceId: device.id,
  deviceName: device.name,
  trunkId: null,
  transport: invite.flow.transport,
  sipCallId: invite.callId,
});
