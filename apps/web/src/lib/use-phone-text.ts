import { formatNumber } from '@carillon/telnum';
import { useCallback } from 'react';
import { useSignedIn } from '../api/session.ts';

/** Telephone numbers as the viewer reads them: national for the organization's country, international otherwise. */
export function usePhoneText(): (number: string | null) => string {
  const country = useSignedIn().organization?.country ?? 'FR';
  return useCallback(
    (number) => (number?.startsWith('+') ? formatNumber(number, 'national', country) : (number ?? '')),
    [country],
  );
}
