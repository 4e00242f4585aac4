import { parseDecimal, MAX_SECONDS } from '../parse/decimal.ts';
import { formatParams, hasParam, paramValue, parseParams, type Params } from './params.ts';
import { headerLineValues, headerValue, headerValues, splitList, type WithHeaders } from './values.ts';

/** A media type with its parameters (RFC 3261 §20.15); `type` is `application/sdp`, in lower case. */
export type ContentType = { readonly type: string; readonly params: Params };

const MEDIA_TYPE = /^([^ \t;/]+)[ \t]*\/[ \t]*([^ \t;/]+)[ \t]*(?=;|$)/;

export function parseContentType(value: string): ContentType | undefined {
  const match = MEDIA_TYPE.exec(value);
  const params = match === null ? undefined : parseParams(value, match[0].length);
  if (match === null || params === undefined) return undefined;
  return { type: `${match[1]}/${match[2]}`.toLowerCase(), params };
}

export function readContentType(message: WithHeaders): ContentType | undefined {
  const value = headerValue(message, 'Content-Type');
  return value === undefined ? undefined : parseContentType(value);
}

export function formatContentType({ type, params }: ContentType): string {
  return `${type}${formatParams(params)}`;
}

/** Session-Expires (RFC 4028 §4). */
export type SessionExpires = { readonly seconds: number; readonly refresher?: 'uac' | 'uas'; readonly params: Params };

export function readSessionExpires(message: WithHeaders): SessionExpires | undefined {
  const read = readSecondsWithParams(headerValue(message, 'Session-Expires'));
  if (read === undefined) return undefined;
  const refresher = paramValue(read.params, 'refresher')?.toLowerCase();
  return refresher === 'uac' || refresher === 'uas' ? { ...read, refresher } : read;
}

export function formatSessionExpires(seconds: number, refresher?: 'uac' | 'uas'): string {
  return refresher === undefined ? String(seconds) : `${seconds};refresher=${refresher}`;
}

/** Min-SE in seconds (RFC 4028 §5). */
export function readMinSe(message: WithHeaders): number | undefined {
  return readSecondsWithParams(headerValue(message, 'Min-SE'))?.seconds;
}

function readSecondsWithParams(value: string | undefined): { seconds: number; params: Params } | undefined {
  const match = /^(\d+)[ \t]*(?=;|$)/.exec(value ?? '');
  if (match === null) return undefined;
  const seconds = parseDecimal(match[1]!, MAX_SECONDS);
  const params = parseParams(value!, match[0].length);
  return seconds === undefined || params === undefined ? undefined : { seconds, params };
}

/** Replaces (RFC 3891 §6.1): the dialog that an INVITE takes the place of, seen from its receiver. */
export type ReplacesHeader = {
  readonly callId: string;
  readonly toTag: string;
  readonly fromTag: string;
  readonly earlyOnly: boolean;
};

/** Reads Replaces; undefined when absent or malformed (both tags are mandatory). */
export function readReplaces(message: WithHeaders): ReplacesHeader | undefined {
  const value = headerValue(message, 'Replaces');
  return value === undefined ? undefined : parseReplaces(value);
}

/** Parses a Replaces value, as also found unescaped in the headers of a Refer-To URI. */
export function parseReplaces(value: string): ReplacesHeader | undefined {
  const semicolon = value.indexOf(';');
  const callId = value.slice(0, Math.max(semicolon, 0)).trim();
  const params = semicolon < 0 ? undefined : parseParams(value, semicolon);
  if (params === undefined || callId === '' || /[\s<>"]/.test(callId)) return undefined;
  const toTag = paramValue(params, 'to-tag');
  const fromTag = paramValue(params, 'from-tag');
  if (toTag === undefined || fromTag === undefined) return undefined;
  return { callId, toTag, fromTag, earlyOnly: hasParam(params, 'early-only') };
}

export function formatReplaces({ callId, toTag, fromTag, earlyOnly }: ReplacesHeader): string {
  return `${callId};to-tag=${toTag};from-tag=${fromTag}${earlyOnly ? ';early-only' : ''}`;
}

/** One value of Reason (RFC 3326): `SIP` with a status, `Q.850` with a cause. */
export type Reason = { readonly protocol: string; readonly cause?: number; readonly text?: string };

/** The Reason values in order; malformed ones are left out, as the header only informs. */
export function readReasons(message: WithHeaders): Reason[] {
  return headerValues(message, 'Reason').flatMap((value) => parseReasonValue(value) ?? []);
}

/** One value of Reason, as also found in the headers of a URI. */
export function parseReasonValue(value: string): Reason | undefined {
  const [protocol] = splitList(value, ';');
  const params = parseParams(value, value.indexOf(';') < 0 ? value.length : value.indexOf(';'));
  if (protocol === undefined || protocol === '' || params === undefined) return undefined;
  const cause = parseDecimal(paramValue(params, 'cause') ?? '', 999);
  const text = paramValue(params, 'text');
  return { protocol, ...(cause === undefined ? {} : { cause }), ...(text === undefined ? {} : { text }) };
}

export function formatReason({ protocol, cause, text }: Reason): string {
  const params: Params = [
    ...(cause === undefined ? [] : [{ name: 'cause', value: String(cause) }]),
    ...(text === undefined ? [] : [{ name: 'text', value: text, isQuoted: true as const }]),
  ];
  return `${protocol}${formatParams(params)}`;
}

/** Event and Subscription-State: a token with parameters (RFC 6665 §8.2). */
export type TokenWithParams = { readonly token: string; readonly params: Params };

export function readTokenWithParams(
  message: WithHeaders,
  name: 'Event' | 'Subscription-State' | 'Content-Disposition' | 'Join' | 'Target-Dialog',
): TokenWithParams | undefined {
  const value = headerLineValues(message, name)[0];
  if (value === undefined) return undefined;
  const semicolon = value.indexOf(';');
  const token = (semicolon < 0 ? value : value.slice(0, semicolon)).trim();
  const params = parseParams(value, semicolon < 0 ? value.length : semicolon);
  return params === undefined || token === '' ? undefined : { token, params };
}
