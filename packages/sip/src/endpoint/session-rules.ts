/** Small rules of sessions that need no session. */
import type { EndpointCore } from './core.ts';
import { header, reasonHeaders } from './parts.ts';
import type { ByeReason, FinalResponse, SipHeaders } from './types.ts';

/** Allow and Supported as sent in INVITE, its 2xx and OPTIONS. */
export const capabilities = (core: EndpointCore): SipHeaders => [
  header('Allow', core.allow),
  header('Supported', core.supported),
];

/** RFC 3261 12.2.1.2: these answers end the dialog. */
export const goneDetail = (method: string, result: FinalResponse): string | null => {
  if (method === 'BYE') return null;
  if (result.kind === 'timeout') return `${method} got no answer`;
  if (result.kind !== 'response') return null;
  const { status } = result.response;
  return status === 481 || status === 408 ? `${method} got ${status}` : null;
};

export const endReasonHeaders = (reason: ByeReason): SipHeaders => {
  switch (reason.kind) {
    case 'no_ack':
      return reasonHeaders('No ACK received');
    case 'session_expired':
      return reasonHeaders('Session timer expired');
    default:
      return [];
  }
};

/** Methods whose request and 2xx carry Contact (RFC 3261 table 2, RFC 3311, RFC 3515). */
export const WITH_CONTACT: ReadonlySet<string> = new Set(['INVITE', 'UPDATE', 'REFER', 'SUBSCRIBE', 'NOTIFY']);

/** The Allow of a peer names this method; one that did not say allows nothing but the basics. */
export const allows = (allow: string | null, method: string): boolean =>
  allow !== null &&
  allow
    .toUpperCase()
    .split(/[\s,]+/)
    .includes(method);
