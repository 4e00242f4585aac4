import { useEffect } from 'react';
import { useRealtimeState } from '../realtime/realtime-context.tsx';
import type { CallCard } from './calls-view.ts';
import { usePhone } from './softphone-context.tsx';

const patienceMs = 4000;

/**
 * A session that goes on here while the server, connected and asked, knows no call of it: the server died or was
 * restarted, and its BYE never came. The server is the truth, so the session is ended.
 */
export function useOrphanSessions(cards: readonly CallCard[]): void {
  const { softphone } = usePhone();
  const { connected } = useRealtimeState();
  const orphans = cards.flatMap(({ call, session }) =>
    !call && session?.phase === 'established' ? [session.sipCallId] : [],
  );
  const key = orphans.join(' ');
  useEffect(() => {
    if (!connected || !key) return undefined;
    const timer = window.setTimeout(() => {
      for (const sipCallId of key.split(' ')) softphone?.hangUp(sipCallId);
    }, patienceMs);
    return () => clearTimeout(timer);
  }, [connected, key, softphone]);
}
