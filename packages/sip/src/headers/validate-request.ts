import type { SipRequest } from '../message.ts';
import { parseNameAddr } from '../name-addr.ts';
import { parseUri } from '../uri.ts';
import { readAddresses, readContacts } from './addresses.ts';
import { readCSeq, readMaxForwards } from './scalars.ts';
import { headerValue } from './values.ts';
import { BRANCH_COOKIE, topVia } from './via.ts';

/** Whether a request may be processed; otherwise the final response it gets (an ACK gets none and is dropped). */
export type RequestVerdict =
  | { readonly kind: 'ok' }
  | { readonly kind: 'rejected'; readonly status: number; readonly reason: string };

type Check = (request: SipRequest) => RequestVerdict | undefined;

const MANDATORY = ['Via', 'From', 'To', 'Call-ID', 'CSeq'];
/** RFC 3261 §20, table 2 and 3: headers that are no list. */
const SINGLE = new Set(
  (
    'From To Call-ID CSeq Max-Forwards Content-Type Content-Length Content-Disposition Expires Date Event ' +
    'Refer-To Referred-By Replaces Session-Expires Min-SE RAck RSeq Subject Timestamp Subscription-State'
  ).split(' '),
);
/** Methods whose Contact becomes a remote target or a binding. */
const USES_CONTACT = new Set(['INVITE', 'REGISTER', 'SUBSCRIBE', 'NOTIFY', 'REFER', 'UPDATE']);
const OK: RequestVerdict = { kind: 'ok' };

const checks: readonly Check[] = [
  checkPresence,
  checkCSeq,
  checkVia,
  checkParties,
  checkMaxForwards,
  checkRequestUri,
  checkRoutes,
  checkContact,
];

/**
 * Checks what every element must be able to rely on before it acts on a request (RFC 3261 §8.1.1, §16.3): mandatory and
 * single headers, CSeq method, Via, From, To, Max-Forwards, Request-URI, Route, Contact. An absent Max-Forwards, From
 * tag or branch is tolerated: RFC 2543 peers leave them out (RFC 4475 §3.4.1). The SIP version is the parser's matter.
 */
export function validateRequest(request: SipRequest): RequestVerdict {
  for (const check of checks) {
    const verdict = check(request);
    if (verdict !== undefined) return verdict;
  }
  return OK;
}

function badRequest(problem: string): RequestVerdict {
  return { kind: 'rejected', status: 400, reason: `Bad Request - ${problem}` };
}

function checkPresence({ headers }: SipRequest): RequestVerdict | undefined {
  const seen = new Set<string>();
  for (const { name } of headers) {
    if (seen.has(name) && SINGLE.has(name)) return badRequest(`${name} repeated`);
    seen.add(name);
  }
  const missing = MANDATORY.find((name) => !seen.has(name));
  return missing === undefined ? undefined : badRequest(`${missing} missing`);
}

function checkCSeq(request: SipRequest): RequestVerdict | undefined {
  const cseq = readCSeq(request);
  if (cseq === undefined) return badRequest('CSeq malformed');
  return cseq.method === request.method ? undefined : badRequest('CSeq method differs');
}

function checkVia(request: SipRequest): RequestVerdict | undefined {
  const via = topVia(request);
  if (via === undefined) return badRequest('Via malformed');
  return via.branch === BRANCH_COOKIE ? badRequest('Via branch empty') : undefined;
}

function checkParties(request: SipRequest): RequestVerdict | undefined {
  for (const name of ['From', 'To']) {
    const address = parseNameAddr(headerValue(request, name) ?? '');
    if (address === undefined || parseUri(address.uri) === undefined) return badRequest(`${name} malformed`);
  }
  const callId = headerValue(request, 'Call-ID') ?? '';
  return callId === '' || /[\s\x00-\x20\x7f]/.test(callId) ? badRequest('Call-ID malformed') : undefined;
}

function checkMaxForwards(request: SipRequest): RequestVerdict | undefined {
  const isPresent = headerValue(request, 'Max-Forwards') !== undefined;
  return isPresent && readMaxForwards(request) === undefined ? badRequest('Max-Forwards malformed') : undefined;
}

function checkRequestUri(request: SipRequest): RequestVerdict | undefined {
  const uri = parseUri(request.uri);
  if (uri === undefined) return badRequest('Request-URI malformed');
  if (uri.kind === 'other') return { kind: 'rejected', status: 416, reason: 'Unsupported URI Scheme' };
  // RFC 3261 §19.1.1 table 1: headers are not allowed in a Request-URI.
  if (uri.kind === 'sip' && uri.headers.length > 0) return badRequest('Request-URI holds headers');
  return undefined;
}

function checkRoutes(request: SipRequest): RequestVerdict | undefined {
  for (const name of ['Route', 'Record-Route'] as const) {
    const routes = readAddresses(request, name);
    if (routes === undefined || !routes.every((route) => parseUri(route.uri)?.kind === 'sip')) {
      return badRequest(`${name} malformed`);
    }
  }
  return undefined;
}

function checkContact(request: SipRequest): RequestVerdict | undefined {
  if (!USES_CONTACT.has(request.method)) return undefined;
  const contacts = readContacts(request);
  if (contacts.kind === 'malformed') return badRequest('Contact malformed');
  if (contacts.kind === 'wildcard' && request.method !== 'REGISTER') return badRequest('Contact malformed');
  if (contacts.kind !== 'list') return undefined;
  if (request.method !== 'REGISTER' && contacts.contacts.length > 1) return badRequest('Contact repeated');
  const isWellFormed = contacts.contacts.every((contact) => parseUri(contact.uri) !== undefined);
  return isWellFormed ? undefined : badRequest('Contact malformed');
}
