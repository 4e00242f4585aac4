/** Small pieces that requests and responses of the endpoint are made of. */
import { withHeader } from '../headers/edit.ts';
import { headerValue } from '../headers/values.ts';
import { formatReason, readContentType } from '../headers/structured.ts';
import type { Flow, SipHeader, SipMessage, SipResponse } from '../message.ts';
import { findPart } from '../multipart.ts';
import { contactUri, sentBy } from '../transport/local-address.ts';
import type { EndpointCore } from './core.ts';
import type { RespondOptions, SipBody, SipHeaders } from './types.ts';

const NO_BODY = new Uint8Array(0);

export const header = (name: string, value: string): SipHeader => ({ name, value });

export const bodyBytes = (body: SipBody | undefined): Uint8Array => {
  if (body === undefined) return NO_BODY;
  return typeof body === 'string' ? Buffer.from(body) : body;
};

export const SDP = 'application/sdp';

/** Content-Type where there is a body. */
export const bodyHeaders = (body: Uint8Array, contentType = SDP): SipHeader[] =>
  body.length === 0 ? [] : [header('Content-Type', contentType)];

/** `<sip:user@our-address;transport=…>` for this flow. */
export const contactValue = (core: EndpointCore, flow: Flow, user = ''): string =>
  `<${contactUri(user, sentBy(flow, core.transports.listeners), flow.transport)}>`;

/** SDP of a message, also as a part of a multipart body (RFC 5621 3); null when it has none. */
export const sdpOf = (message: SipMessage): Uint8Array | null => {
  if (message.body.length === 0) return null;
  const type = readContentType(message);
  if (type === undefined || type.type === SDP) return message.body;
  return type.type.startsWith('multipart/') ? findPart(type, message.body, SDP) : null;
};

/** A response whose multipart body is replaced by the SDP in it: users of the stack read SDP only. */
export const withPlainSdp = (response: SipResponse): SipResponse => {
  if (response.body.length === 0 || !/^multipart\//i.test(headerValue(response, 'Content-Type') ?? '')) return response;
  const body = sdpOf(response);
  return body === null ? response : { ...withHeader(response, 'Content-Type', SDP), body };
};

/** Parts of a response that the user of the stack chose, with the stack's own headers. */
export const responseParts = (
  core: EndpointCore,
  toTag: string | null,
  options: RespondOptions = {},
  own: SipHeaders = [],
) => {
  const body = bodyBytes(options.body);
  const server = header('Server', core.userAgent);
  const type = bodyHeaders(body, options.contentType);
  return {
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    toTag,
    headers: [...own, ...(options.headers ?? []), server, ...type],
    body,
  };
};

/** A Reason header (RFC 3326) from a keyword, a ready value, or plain text. */
export const reasonHeaders = (reason: string | undefined): SipHeader[] => {
  if (reason === undefined) return [];
  if (reason === 'completed_elsewhere') {
    return [header('Reason', formatReason({ protocol: 'SIP', cause: 200, text: 'Call completed elsewhere' }))];
  }
  if (/^[A-Za-z0-9.-]+\s*;\s*(cause|text)=/.test(reason)) return [header('Reason', reason)];
  return [header('Reason', formatReason({ protocol: 'SIP', text: reason }))];
};
