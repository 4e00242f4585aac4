import { useHotkeys } from '@mantine/hooks';
import { useEffect } from 'react';
import { hangUpCard } from './call-actions.ts';
import type { CallCard } from './calls-view.ts';
import { usePhone } from './softphone-context.tsx';

/** Leaving the page in a call asks first; shortcuts carry a modifier (WCAG 2.1.4) and act on the card that needs it. */
export function usePhoneGuards(cards: readonly CallCard[]): void {
  const { softphone } = usePhone();
  const inCall = cards.some((card) => card.session !== null);
  useEffect(() => {
    if (!inCall) return undefined;
    const guard = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', guard);
    return () => window.removeEventListener('beforeunload', guard);
  }, [inCall]);
  const ringing = cards.find((card) => card.state === 'incoming' && card.session);
  const active = cards.find((card) => card.state === 'talking' && card.session) ?? cards.find((card) => card.session);
  const target = ringing ?? active;
  useHotkeys(
    [
      ['ctrl+alt+A', () => ringing?.session && void softphone?.answer(ringing.session.sipCallId)],
      ['ctrl+alt+H', () => target && void hangUpCard(softphone, target)],
      ['ctrl+alt+M', () => active?.session && softphone?.mute(active.session.sipCallId, !active.session.muted)],
      ['ctrl+alt+P', () => active?.session && void softphone?.hold(active.session.sipCallId, active.state !== 'held')],
      ['ctrl+alt+D', () => document.getElementById('carillon-dial')?.focus()],
    ],
    [],
  );
}
