/** Event package `reg` (RFC 3680): the bindings of an address of record. */
import type { Binding } from '../../registrar/binding.ts';
import type { EventBody } from '../subscription.ts';
import { XML_HEAD, element, escapeXml } from './xml.ts';

export const REGISTRATION_INFO = 'application/reginfo+xml';

/** The whole state, with seconds left at this time (milliseconds since 1970). */
export const registrationInfo = (
  addressOfRecord: string,
  version: number,
  { bindings, nowMilliseconds }: { readonly bindings: readonly Binding[]; readonly nowMilliseconds: number },
): EventBody => {
  const contacts = bindings.map((binding) => contact(binding, nowMilliseconds));
  const state = bindings.length === 0 ? 'terminated' : 'active';
  const registration = element('registration', { aor: addressOfRecord, id: 'registration', state }, ...contacts);
  const attributes = { xmlns: 'urn:ietf:params:xml:ns:reginfo', version, state: 'full' };
  return { contentType: REGISTRATION_INFO, body: XML_HEAD + element('reginfo', attributes, registration) };
};

const contact = ({ uri, q, callId, cseq, expiresAt, displayName }: Binding, nowMilliseconds: number): string =>
  element(
    'contact',
    {
      // Unique within the registration, as RFC 3680 5.3 wants it.
      id: uri,
      state: 'active',
      event: 'registered',
      expires: Math.max(0, Math.ceil((expiresAt - nowMilliseconds) / 1000)),
      q,
      callid: callId,
      cseq,
    },
    element('uri', {}, escapeXml(uri)),
    ...(displayName === undefined ? [] : [element('display-name', {}, escapeXml(displayName))]),
  );
