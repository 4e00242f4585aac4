import { telephonyOperations } from '@carillon/api';
import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useOperation } from '../api/use-operation.ts';
import { initialPhoneState, type PhoneState } from './phone-state.ts';
import { Softphone } from './softphone.ts';

type Phone = { readonly softphone: Softphone | null; readonly takeOver: () => void };
const PhoneContext = createContext<Phone>({ softphone: null, takeOver: () => undefined });
const lockName = 'carillon.telephone';

/**
 * Keeps one telephone per browser: the tab that holds the lock registers and rings, the others show the same calls and
 * can take the lock over.
 */
export function SoftphoneProvider({ children }: { children: ReactNode }) {
  // The same settings read again are the same object (structural sharing), so the telephone is made once.
  const settings = useOperation(telephonyOperations.getSoftphone).data;
  const softphone = useMemo(() => (settings ? new Softphone(settings) : null), [settings]);
  const [claims, setClaims] = useState(0);
  useEffect(() => (softphone ? holdLine(softphone, claims > 0) : undefined), [softphone, claims]);
  const phone = useMemo(() => ({ softphone, takeOver: () => setClaims((n) => n + 1) }), [softphone]);
  return <PhoneContext value={phone}>{children}</PhoneContext>;
}

/** Starts the telephone once this tab has the lock; returns how to let go of both. */
function holdLine(softphone: Softphone, steal: boolean): () => void {
  const gone = new AbortController();
  const released = new Promise<void>((resolve) => gone.signal.addEventListener('abort', () => resolve()));
  softphone.standAside();
  const hold = async (): Promise<void> => {
    if (gone.signal.aborted) return;
    softphone.start();
    await released;
    softphone.stop();
  };
  if (!('locks' in navigator)) void hold();
  else {
    const options: LockOptions = steal ? { steal: true } : { signal: gone.signal };
    navigator.locks.request(lockName, options, hold).catch(() => {
      softphone.stop();
      softphone.standAside();
    });
  }
  return () => gone.abort();
}

export function usePhone(): Phone {
  return useContext(PhoneContext);
}

export function usePhoneState(): PhoneState {
  const { softphone } = usePhone();
  return useSyncExternalStore(softphone?.subscribe ?? noSubscription, () => softphone?.state ?? initialPhoneState);
}

function noSubscription(): () => void {
  return () => undefined;
}
