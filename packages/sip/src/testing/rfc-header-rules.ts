/** Rules about the headers of single messages, and of responses beside their requests. */
import { hasOption, readRSeq, readTokens } from '../headers/scalars.ts';
import { readMinSe, readSessionExpires } from '../headers/structured.ts';
import { headerValue, headerValues } from '../headers/values.ts';
import type { SipMessage } from '../message.ts';
import { broken, forRequests, forResponses, isRequest, isResponse } from './rfc-trace.ts';
import type { Rule, Seen, SeenResponse } from './rfc-trace.ts';

const has = (message: SipMessage, name: string): boolean => headerValue(message, name) !== undefined;
const same = (one: readonly string[], other: readonly string[]): boolean => one.join('\n') === other.join('\n');
const each =
  (rule: string, isBroken: (seen: Seen) => boolean): Rule =>
  (trace) =>
    trace.flatMap((seen) => (isBroken(seen) ? broken(seen, rule) : []));
const isSuccess = ({ message }: SeenResponse): boolean => message.status >= 200 && message.status < 300;
const isEarly = ({ message, envelope }: SeenResponse): boolean =>
  message.status > 100 && message.status < 200 && envelope.cseq.method === 'INVITE';

/** 20.14: what is declared is what follows the empty line. */
const isLengthWrong = ({ packet: { bytes }, message }: Seen): boolean => {
  const rest = bytes.length - (Buffer.from(bytes).indexOf('\r\n\r\n') + 4);
  return Number(headerValue(message, 'Content-Length') ?? -1) !== rest;
};

const single = new Set(
  'From To Call-ID CSeq Max-Forwards Content-Type Content-Length RSeq RAck Session-Expires Min-SE'.split(' '),
);
const isRepeated = ({ message }: Seen): boolean =>
  message.headers.some(
    ({ name }, index) => single.has(name) && message.headers.findIndex((one) => one.name === name) !== index,
  );

/** Headers without which a status does not say what it must (RFC 3261 21.4, RFC 4028 6). */
const neededBy: Readonly<Record<number, string>> = {
  401: 'WWW-Authenticate',
  405: 'Allow',
  407: 'Proxy-Authenticate',
  415: 'Accept',
  420: 'Unsupported',
  423: 'Min-Expires',
};

/** RFC 3262 3: within one INVITE and fork the numbers rise by one; repetitions have the same. */
const rseqRises: Rule = (trace) => {
  const last = new Map<string, number>();
  return trace.filter(isResponse).flatMap((seen) => {
    const number = readRSeq(seen.message);
    if (number === undefined) return [];
    const key = `${seen.packet.from} ${seen.envelope.branch} ${seen.envelope.toTag}`;
    const known = last.get(key);
    last.set(key, number);
    return known === undefined || number === known || number === known + 1
      ? []
      : broken(seen, 'RFC 3262 3 RSeq does not rise by one');
  });
};

/** 9.1 and 17.1.1.3: CANCEL, and the ACK to a failure, are their INVITE in what finds the transaction. */
const sameAsInvite: Rule = (trace) => {
  const invites = new Map<string, Seen>();
  return trace.filter(isRequest).flatMap((seen) => {
    const { branch, cseq, callId } = seen.envelope;
    const key = `${seen.packet.from} ${branch} ${callId}`;
    if (cseq.method === 'INVITE') invites.set(key, seen);
    const invite = invites.get(key);
    if (invite === undefined || !isRequest(invite) || (cseq.method !== 'CANCEL' && cseq.method !== 'ACK')) return [];
    const of = (name: string): boolean =>
      same(
        headerValues(seen.message, name),
        headerValues(invite.message, name).slice(0, name === 'Via' ? 1 : undefined),
      );
    const isSame =
      seen.message.uri === invite.message.uri &&
      cseq.number === invite.envelope.cseq.number &&
      ['Via', 'Route', 'From', 'Call-ID'].every(of);
    if (isSame) return [];
    return broken(seen, cseq.method === 'ACK' ? '17.1.1.3 ACK differs from INVITE' : '9.1 CANCEL differs from INVITE');
  });
};

export const headerRules: readonly Rule[] = [
  each('20.14 Content-Length wrong', isLengthWrong),
  each('20.15 body without Content-Type', ({ message }) => message.body.length > 0 && !has(message, 'Content-Type')),
  each('20 header repeated', isRepeated),
  sameAsInvite,
  rseqRises,
  forRequests('9.1 CANCEL with Require', ({ message }) => message.method === 'CANCEL' && has(message, 'Require')),
  forRequests(
    '13.2.1 no Allow',
    ({ message, envelope }) =>
      message.method === 'INVITE' && envelope.toTag === null && !(has(message, 'Allow') && has(message, 'Supported')),
  ),
  forRequests('RFC 3262 7.2 PRACK without RAck', ({ message }) => message.method === 'PRACK' && !has(message, 'RAck')),
  forRequests('RFC 4028 7.1 Session-Expires', ({ message }) => {
    const expires = readSessionExpires(message);
    if (expires === undefined) return has(message, 'Session-Expires');
    return expires.seconds < Math.max(90, readMinSe(message) ?? 0) || !hasOption(message, 'Supported', 'timer');
  }),
  forRequests(
    'RFC 6665 4.1.2.1 SUBSCRIBE without Event',
    ({ message }) => message.method === 'SUBSCRIBE' && !has(message, 'Event'),
  ),
  forRequests(
    'RFC 6665 8.2.1 NOTIFY without Event',
    ({ message }) => message.method === 'NOTIFY' && !has(message, 'Event'),
  ),
  forRequests(
    'RFC 6665 4.1.3 NOTIFY without Subscription-State',
    ({ message }) => message.method === 'NOTIFY' && !has(message, 'Subscription-State'),
  ),
  forRequests(
    'RFC 3515 2.1 REFER without one Refer-To',
    ({ message }) => message.method === 'REFER' && headerValues(message, 'Refer-To').length !== 1,
  ),
  forResponses('8.2.6.2 not copied', (response, request) => {
    const of = (name: string): boolean =>
      same(headerValues(response.message, name), headerValues(request.message, name));
    const vias = (seen: Seen): string[] => headerValues(seen.message, 'Via').slice(1);
    return !['From', 'Call-ID', 'CSeq'].every(of) || !same(vias(response), vias(request));
  }),
  forResponses('19.2 Require without support', ({ message }, request) =>
    readTokens(message, 'Require').some(
      (option) => !hasOption(request.message, 'Supported', option) && !hasOption(request.message, 'Require', option),
    ),
  ),
  forResponses('12.1.1 Record-Route changed', (response, request) => {
    if (request.message.method !== 'INVITE' || !(isSuccess(response) || isEarly(response))) return false;
    return !same(headerValues(response.message, 'Record-Route'), headerValues(request.message, 'Record-Route'));
  }),
  forResponses('12.1.1 dialog without Contact', (response, { message: { method } }) => {
    const makes = isEarly(response) || (isSuccess(response) && ['INVITE', 'UPDATE', 'REFER'].includes(method));
    return makes && headerValues(response.message, 'Contact').length !== 1;
  }),
  forResponses(
    '13.3.1.4 2xx without Allow',
    (response, request) =>
      request.message.method === 'INVITE' && isSuccess(response) && !has(response.message, 'Allow'),
  ),
  forResponses('21.4 status without its header', ({ message }) => {
    const name = neededBy[message.status];
    return name !== undefined && !has(message, name);
  }),
  forResponses(
    'RFC 4320 4.1 provisional',
    // 100 is allowed to those who wait long.
    ({ message }, request) => message.status > 100 && message.status < 200 && request.message.method !== 'INVITE',
  ),
  forResponses(
    'RFC 3262 3 reliable without RSeq',
    ({ message }) =>
      hasOption(message, 'Require', '100rel') !== (readRSeq(message) !== undefined) ||
      (has(message, 'RSeq') && (message.status <= 100 || message.status >= 200)),
  ),
  forResponses('RFC 4028 5 Min-SE in a response', ({ message }) => message.status !== 422 && has(message, 'Min-SE')),
  forResponses('RFC 4028 6 422 without Min-SE', ({ message }) => message.status === 422 && !has(message, 'Min-SE')),
  forResponses(
    'RFC 6665 4.2.1.1 SUBSCRIBE answered without Expires',
    (response, { message }) =>
      message.method === 'SUBSCRIBE' && isSuccess(response) && !has(response.message, 'Expires'),
  ),
];
