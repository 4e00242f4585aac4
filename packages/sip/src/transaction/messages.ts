/** Messages that follow mechanically from another one: responses, ACK to a failure, CANCEL. */
import type { SipHeader, SipRequest, SipResponse } from '../message.ts';
import { reasonPhrase } from './reason-phrases.ts';

const NO_BODY = new Uint8Array(0);

export type ResponseParts = {
  readonly reason?: string;
  /** Added to the To header when it has no tag. */
  readonly toTag?: string | null;
  readonly headers?: readonly SipHeader[];
  readonly body?: Uint8Array;
};

/** RFC 3261 8.2.6.2: Via, From, To, Call-ID, CSeq are copied, Record-Route too where it makes a dialog (12.1.1). */
export const makeResponse = (request: SipRequest, status: number, parts: ResponseParts = {}): SipResponse => {
  const headers: SipHeader[] = [];
  const copiesRoute = status > 100 && status < 300;
  for (const header of request.headers) {
    switch (header.name) {
      case 'Via':
      case 'From':
      case 'Call-ID':
      case 'CSeq':
        headers.push(header);
        break;
      case 'Record-Route':
        if (copiesRoute) headers.push(header);
        break;
      case 'To':
        headers.push(parts.toTag && status > 100 ? tagged(header, parts.toTag) : header);
        break;
      case 'Timestamp':
        if (status === 100) headers.push(header);
        break;
      default:
    }
  }
  if (parts.headers !== undefined) headers.push(...parts.headers);
  return {
    kind: 'response',
    status,
    reason: parts.reason ?? reasonPhrase(status),
    headers,
    body: parts.body ?? NO_BODY,
  };
};

const tagged = (header: SipHeader, tag: string): SipHeader => {
  // `<uri>` or a bare addr-spec: in both the header's parameters come last.
  return { name: 'To', value: `${header.value};tag=${tag}` };
};

/** RFC 3261 17.1.1.3: as the INVITE, with the response's To and the top Via only. */
export const makeFailureAck = (invite: SipRequest, response: SipResponse): SipRequest => {
  const headers = sameHop(invite, 'ACK');
  const to = response.headers.find(({ name }) => name === 'To');
  return {
    kind: 'request',
    method: 'ACK',
    uri: invite.uri,
    headers: to === undefined ? headers : headers.map((header) => (header.name === 'To' ? to : header)),
    body: NO_BODY,
  };
};

/** RFC 3261 9.1. */
export const makeCancel = (invite: SipRequest, extra: readonly SipHeader[]): SipRequest => ({
  kind: 'request',
  method: 'CANCEL',
  uri: invite.uri,
  headers: [...sameHop(invite, 'CANCEL'), ...extra],
  body: NO_BODY,
});

/** What ACK and CANCEL share with their INVITE: top Via, Route, From, To, Call-ID and the CSeq number. */
const sameHop = (invite: SipRequest, method: string): SipHeader[] => {
  const headers: SipHeader[] = [];
  let hasVia = false;
  for (const header of invite.headers) {
    switch (header.name) {
      case 'Via':
        if (!hasVia) headers.push(header);
        hasVia = true;
        break;
      case 'CSeq':
        headers.push({ name: 'CSeq', value: `${header.value.split(' ', 1)[0]} ${method}` });
        break;
      case 'Route':
      case 'From':
      case 'To':
      case 'Call-ID':
      case 'Max-Forwards':
        headers.push(header);
        break;
      default:
    }
  }
  return headers;
};

export const viaValue = (transport: string, sentBy: string, branch: string): string =>
  `SIP/2.0/${transport} ${sentBy};rport;branch=${branch}`;
