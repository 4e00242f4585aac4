import { formatHostPort, parseHostPort, readHost } from '../host-port.ts';
import { isIpv6 } from '../ip-address.ts';
import { isToken, trimBlanks } from '../parse/characters.ts';
import { parseDecimal } from '../parse/decimal.ts';
import { findParam, formatParams, parseParams, type Param, type Params } from './params.ts';
import { headerLineValues, headerValues, splitList, type WithHeaders } from './values.ts';

/** One Via value (RFC 3261 §20.42, RFC 3581). IPv6 addresses are without brackets. */
export type Via = {
  /** `UDP`, `TCP`, `TLS`, `WS`, `WSS` or another token, in upper case. */
  readonly transport: string;
  readonly host: string;
  readonly port?: number;
  readonly branch?: string;
  /** The address that the request came from, when it is not `host`. */
  readonly received?: string;
  /** `true` asks for the port to be filled in, a number is the filled-in port. */
  readonly rport?: number | true;
  /** Everything but branch, received and rport. */
  readonly params: Params;
};

/** What a branch begins with when it is unique for its transaction (RFC 3261 §8.1.1.7). */
export const BRANCH_COOKIE = 'z9hG4bK';

const PROTOCOL = /^SIP[ \t]*\/[ \t]*2\.0[ \t]*\/[ \t]*([^ \t;/]+)[ \t]+/i;
const OWN = new Set(['branch', 'received', 'rport']);

/** Parses one Via value; blanks are allowed around the slashes. Undefined when malformed. */
export function parseVia(text: string): Via | undefined {
  const match = PROTOCOL.exec(text);
  if (match === null || !isToken(match[1]!)) return undefined;
  const semicolon = text.indexOf(';');
  const sentByEnd = semicolon < 0 ? text.length : semicolon;
  const place = parseHostPort(trimBlanks(text.slice(match[0].length, sentByEnd)));
  const params = parseParams(text, sentByEnd);
  if (place === undefined || params === undefined) return undefined;
  const known = readOwnParams(params);
  if (known === undefined) return undefined;
  const others = params.filter((param) => !OWN.has(param.name.toLowerCase()));
  return { transport: match[1]!.toUpperCase(), ...place, ...known, params: others };
}

type OwnParams = Pick<Via, 'branch' | 'received' | 'rport'>;

function readOwnParams(params: Params): OwnParams | undefined {
  const branch = findParam(params, 'branch');
  const received = findParam(params, 'received');
  const rport = findParam(params, 'rport');
  if (branch !== undefined && branch.value === undefined) return undefined;
  const address = received === undefined ? undefined : readReceived(received);
  const port = rport === undefined ? undefined : readRport(rport);
  if (received !== undefined && address === undefined) return undefined;
  if (rport !== undefined && port === undefined) return undefined;
  return {
    ...(branch?.value === undefined ? {} : { branch: branch.value }),
    ...(address === undefined ? {} : { received: address }),
    ...(port === undefined ? {} : { rport: port }),
  };
}

/** IPv6 with or without brackets (RFC 5118 §4.5). */
function readReceived({ value }: Param): string | undefined {
  if (value === undefined) return undefined;
  return isIpv6(value) ? value : readHost(value);
}

function readRport({ value }: Param): number | true | undefined {
  if (value === undefined) return true;
  const port = parseDecimal(value, 65_535);
  return port === 0 ? undefined : port;
}

/** Writes one Via value; `received` is written without brackets (RFC 5118 §4.5). */
export function formatVia(via: Via): string {
  const branch = via.branch === undefined ? '' : `;branch=${via.branch}`;
  const received = via.received === undefined ? '' : `;received=${via.received}`;
  const rport = via.rport === undefined ? '' : via.rport === true ? ';rport' : `;rport=${via.rport}`;
  return `SIP/2.0/${via.transport} ${formatHostPort(via)}${rport}${received}${branch}${formatParams(via.params)}`;
}

/** The topmost Via; undefined when there is none or it is malformed. */
export function topVia(message: WithHeaders): Via | undefined {
  const line = headerLineValues(message, 'Via')[0];
  const first = line === undefined ? undefined : splitList(line)[0];
  return first === undefined ? undefined : parseVia(first);
}

/** All Via values, top first; undefined when one is malformed. */
export function readVias(message: WithHeaders): Via[] | undefined {
  const vias = headerValues(message, 'Via').map(parseVia);
  return vias.every((via) => via !== undefined) ? vias : undefined;
}

/** The message with its topmost Via value replaced, other values of that line kept. */
export function withTopVia<M extends WithHeaders>(message: M, via: Via): M {
  const index = message.headers.findIndex((header) => header.name === 'Via');
  const line = message.headers[index];
  if (line === undefined) throw new Error('SIP message has no Via to replace');
  const value = [formatVia(via), ...splitList(line.value).slice(1)].join(', ');
  return { ...message, headers: message.headers.with(index, { name: 'Via', value }) };
}

/** The message without its topmost Via value: what a proxy or B2BUA does with a response (RFC 3261 §16.7). */
export function withoutTopVia<M extends WithHeaders>(message: M): M {
  const index = message.headers.findIndex((header) => header.name === 'Via');
  const line = message.headers[index];
  if (line === undefined) return message;
  const rest = splitList(line.value).slice(1).join(', ');
  const headers =
    rest === '' ? message.headers.toSpliced(index, 1) : message.headers.with(index, { name: 'Via', value: rest });
  return { ...message, headers };
}
