import type { LiveCall } from '@carillon/api';
import type { LocalSession } from './phone-state.ts';

/** One card of the call bar: the server's call, this browser's session, or both. */
export type CallCard = {
  readonly key: string;
  readonly call: LiveCall | null;
  readonly session: LocalSession | null;
  readonly state: 'incoming' | 'outgoing' | 'connecting' | 'talking' | 'held' | 'held_by_other';
  readonly label: string | null;
  readonly number: string | null;
};

/**
 * Joins what the server says with what this browser holds. The server is the truth; a session that the server does not
 * know yet (just dialled) is shown as connecting, never hidden; a call on another device is shown without buttons of
 * its own.
 */
export function joinCalls(calls: readonly LiveCall[], sessions: readonly LocalSession[]): CallCard[] {
  const byCallId = new Map(sessions.map((session) => [session.sipCallId, session]));
  const cards = calls.map((call) => {
    const session = call.sipCallId === null ? null : (byCallId.get(call.sipCallId) ?? null);
    if (session) byCallId.delete(session.sipCallId);
    return cardOf(call, session);
  });
  return [...cards, ...[...byCallId.values()].map((session) => cardOf(null, session))];
}

function cardOf(call: LiveCall | null, session: LocalSession | null): CallCard {
  return {
    key: call?.id ?? session?.sipCallId ?? '',
    call,
    session,
    state: stateOf(call, session),
    label: call ? call.other.name : (session?.remoteLabel ?? null),
    number: call ? call.other.number : null,
  };
}

function stateOf(call: LiveCall | null, session: LocalSession | null): CallCard['state'] {
  if (call?.state === 'held' || call?.heldByMe) return 'held';
  if (call?.heldByOther) return 'held_by_other';
  if (call?.state === 'connected') return session && session.phase !== 'established' ? 'connecting' : 'talking';
  if (session?.phase === 'connecting') return 'connecting';
  if (session?.direction === 'incoming') return 'incoming';
  if (session || !call) return 'outgoing';
  return isFromMe(call) ? 'outgoing' : 'incoming';
}

/** On another device of mine, the server's direction tells who began; an internal call that I received rings. */
function isFromMe(call: LiveCall): boolean {
  return call.direction === 'outbound';
}
