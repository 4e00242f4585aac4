import type { CallSummary, Party } from '@carillon/api';

/** Whom the viewer talked with: the other side of an own call, else the side that is not a colleague's. */
export function otherParty(call: CallSummary, viewerId: string): Party {
  if (call.from.userId === viewerId) return call.to;
  if (call.to.userId === viewerId) return call.from;
  return call.direction === 'outbound' ? call.to : call.from;
}

/** The colleague of a call that isn't the viewer's own. */
export function memberParty(call: CallSummary, viewerId: string): Party | null {
  if (call.from.userId === viewerId || call.to.userId === viewerId) return null;
  return call.direction === 'outbound' ? call.from : call.to;
}
