import { useMemo } from 'react';
import { useTopic } from '../realtime/realtime-context.tsx';
import { joinCalls, type CallCard } from './calls-view.ts';
import { usePhoneState } from './softphone-context.tsx';

/** The calls in progress of the signed-in person, as the bar shows them. */
export function useCallCards(): CallCard[] {
  const live = useTopic('my-calls');
  const { sessions } = usePhoneState();
  return useMemo(() => joinCalls(live?.calls ?? [], sessions), [live, sessions]);
}
