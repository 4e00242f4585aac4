import { parseUri } from '@carillon/sip';

/** Who a SIP or tel URI names: the user part, or the number; empty when it names nobody. */
export function userOf(uri: string): string {
  const parsed = parseUri(uri);
  if (parsed?.kind === 'sip') return parsed.user ?? '';
  return parsed?.kind === 'tel' ? parsed.number : '';
}
