/** Dialog state (RFC 3261 12) as plain data and the rules that make, change and use it. */
import { hasParam } from '../headers/params.ts';
import { headerValues } from '../headers/values.ts';
import type { SipHeader, SipMessage, SipRequest, SipResponse } from '../message.ts';
import { parseNameAddr } from '../name-addr.ts';
import type { Envelope } from '../transaction/envelope.ts';
import { parseUri } from '../uri.ts';

export type Dialog = {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  /** From and To values as used on the wire, tags included. */
  readonly localAddress: string;
  readonly remoteAddress: string;
  /** Last CSeq number used by us, and by the peer (null before its first request). */
  readonly localSeq: number;
  readonly remoteSeq: number | null;
  /** Route values in the order of sending. */
  readonly routeSet: readonly string[];
  /** The peer's Contact URI. */
  readonly remoteTarget: string;
};

/** Both sides use the same key: ours first. */
export const dialogKey = (callId: string, localTag: string, remoteTag: string): string =>
  `${callId}\n${localTag}\n${remoteTag}`;

/** The Contact URI of a message that makes or refreshes a dialog; null when there is none to use. */
export const contactOf = (message: SipMessage): string | null => {
  const [value] = headerValues(message, 'Contact');
  return (value === undefined ? undefined : parseNameAddr(value)?.uri) ?? null;
};

/** RFC 3261 12.1.1: from the INVITE and the tag that our response carries. Null without a usable Contact. */
export const uasDialog = (request: SipRequest, envelope: Envelope, localTag: string): Dialog | null => {
  const remoteTarget = contactOf(request);
  if (remoteTarget === null) return null;
  const to = valueOf(request, 'To');
  return {
    callId: envelope.callId,
    localTag,
    remoteTag: envelope.fromTag ?? '',
    localAddress: envelope.toTag === null ? `${to};tag=${localTag}` : to,
    remoteAddress: valueOf(request, 'From'),
    localSeq: 0,
    remoteSeq: envelope.cseq.number,
    routeSet: headerValues(request, 'Record-Route'),
    remoteTarget,
  };
};

/** RFC 3261 12.1.2: from the INVITE that we sent and a response with a To tag; the route set is reversed. */
export const uacDialog = (request: SipRequest, response: SipResponse, tags: DialogTags): Dialog => ({
  callId: tags.callId,
  localTag: tags.localTag,
  remoteTag: tags.remoteTag,
  localAddress: valueOf(request, 'From'),
  remoteAddress: valueOf(response, 'To'),
  localSeq: Number(valueOf(request, 'CSeq').split(' ', 1)[0]),
  remoteSeq: null,
  routeSet: headerValues(response, 'Record-Route').toReversed(),
  // A 2xx without Contact breaks 12.1.1; the URI that we called is the best guess left.
  remoteTarget: contactOf(response) ?? request.uri,
});

export type DialogTags = { readonly callId: string; readonly localTag: string; readonly remoteTag: string };

/** RFC 3261 12.2.2: target refresh requests (INVITE, UPDATE) and their 2xx move the remote target. */
export const refreshTarget = (dialog: Dialog, message: SipMessage): Dialog => {
  const remoteTarget = contactOf(message);
  return remoteTarget === null || remoteTarget === dialog.remoteTarget ? dialog : { ...dialog, remoteTarget };
};

/** RFC 3261 12.2.2: a number below the last one is out of order (500); the same again is a repetition. */
export const takeRemoteSeq = (dialog: Dialog, number: number): Dialog | 'old' => {
  if (dialog.remoteSeq !== null && number <= dialog.remoteSeq) return 'old';
  return { ...dialog, remoteSeq: number };
};

export type DialogRequestParts = {
  readonly method: string;
  readonly seq: number;
  readonly headers: readonly SipHeader[];
  readonly body: Uint8Array;
};

/**
 * A request within the dialog, without Via (RFC 3261 12.2.1.1). A strict router first in the route set takes the
 * Request-URI and pushes the target to the end of the Route.
 */
export const dialogRequest = (dialog: Dialog, parts: DialogRequestParts): SipRequest => {
  const [first] = dialog.routeSet;
  const isStrict = first !== undefined && !isLooseRoute(first);
  const uri = isStrict ? (parseNameAddr(first)?.uri ?? dialog.remoteTarget) : dialog.remoteTarget;
  const routes = isStrict ? [...dialog.routeSet.slice(1), `<${dialog.remoteTarget}>`] : dialog.routeSet;
  return {
    kind: 'request',
    method: parts.method,
    uri,
    headers: [
      ...routes.map((value) => ({ name: 'Route', value })),
      { name: 'Max-Forwards', value: '70' },
      { name: 'From', value: dialog.localAddress },
      { name: 'To', value: dialog.remoteAddress },
      { name: 'Call-ID', value: dialog.callId },
      { name: 'CSeq', value: `${parts.seq} ${parts.method}` },
      ...parts.headers,
    ],
    body: parts.body,
  };
};

/** Where a request within the dialog is sent first: the top route or the remote target. */
export const nextHop = (dialog: Dialog): string => {
  const [first] = dialog.routeSet;
  return (first === undefined ? undefined : parseNameAddr(first)?.uri) ?? dialog.remoteTarget;
};

export const isLooseRoute = (route: string): boolean => {
  const address = parseNameAddr(route);
  const uri = address === undefined ? undefined : parseUri(address.uri);
  return uri?.kind === 'sip' && hasParam(uri.params, 'lr');
};

/** First line of this name; messages here passed the envelope check, so the mandatory ones exist. */
export const valueOf = (message: SipMessage, name: string): string =>
  message.headers.find((header) => header.name === name)?.value ?? '';

/** The URI of a From or To value. */
export const uriOf = (value: string): string => parseNameAddr(value)?.uri ?? value;
