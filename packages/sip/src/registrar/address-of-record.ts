import { readAddress } from '../headers/addresses.ts';
import type { SipRequest } from '../message.ts';
import { parseUri } from '../uri.ts';

/** The user and domain that a REGISTER is about; the domain is in lower case. */
export type AddressOfRecord = { readonly user: string; readonly host: string };

/**
 * Reads the address of record from To (RFC 3261 §10.3 step 5): unescaped, without parameters or port. Undefined when To
 * is no `sip:` or `sips:` URI with a user; the answer is then 404.
 */
export function readAddressOfRecord(request: SipRequest): AddressOfRecord | undefined {
  const uri = parseUri(readAddress(request, 'To')?.uri ?? '');
  if (uri?.kind !== 'sip' || uri.user === undefined) return undefined;
  return { user: uri.user, host: uri.host.toLowerCase() };
}
