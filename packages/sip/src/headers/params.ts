import { isBlank, isToken, isTokenCode, trimBlanks } from '../parse/characters.ts';
import { quote, quotedEnd, unquote } from './quoted.ts';

/**
 * One parameter. Names are kept as received and compared without case. A flag has no value. `isQuoted` says that the
 * value stands in quotes on the wire even when it could do without.
 */
export type Param = { readonly name: string; readonly value?: string; readonly isQuoted?: true };
export type Params = readonly Param[];

/** More parameters than this on one value are malformed: names are compared pairwise. */
const MAX_PARAMS = 64;

/** The parameter of this name, whatever its case. */
export function findParam(params: Params, name: string): Param | undefined {
  const lower = name.toLowerCase();
  return params.find((param) => param.name === name || param.name.toLowerCase() === lower);
}

/** The value of a parameter; undefined when absent or a flag. */
export function paramValue(params: Params, name: string): string | undefined {
  return findParam(params, name)?.value;
}

/** True when the parameter is there, with or without value. */
export function hasParam(params: Params, name: string): boolean {
  return findParam(params, name) !== undefined;
}

/** The parameters with this one set (in place, else at the end). */
export function withParam(params: Params, name: string, value?: string): Params {
  const param: Param = value === undefined ? { name } : { name, value };
  const lower = name.toLowerCase();
  const index = params.findIndex((present) => present.name.toLowerCase() === lower);
  return index < 0 ? [...params, param] : params.with(index, param);
}

/** The parameters without this one. */
export function withoutParam(params: Params, name: string): Params {
  const lower = name.toLowerCase();
  return params.filter((param) => param.name.toLowerCase() !== lower);
}

/**
 * Reads `*(SEMI name [EQUAL value])` from `start` to the end of the text: values are tokens, hosts or quoted strings
 * (RFC 3261 §25.1 generic-param). Empty parameters, empty values and repeated names are malformed (§7.3.1).
 */
export function parseParams(text: string, start = 0): Params | undefined {
  const params: Param[] = [];
  let at = skipBlanks(text, start);
  while (at < text.length) {
    if (text.charCodeAt(at) !== 0x3b || params.length >= MAX_PARAMS) return undefined;
    const read = readParam(text, skipBlanks(text, at + 1));
    if (read === undefined || hasParam(params, read.param.name)) return undefined;
    params.push(read.param);
    at = skipBlanks(text, read.end);
  }
  return params;
}

type ReadParam = { readonly param: Param; readonly end: number };

function readParam(text: string, start: number): ReadParam | undefined {
  const nameEnd = tokenEnd(text, start);
  if (nameEnd === start) return undefined;
  const name = text.slice(start, nameEnd);
  const equals = skipBlanks(text, nameEnd);
  if (text.charCodeAt(equals) !== 0x3d) return { param: { name }, end: nameEnd };
  const valueStart = skipBlanks(text, equals + 1);
  if (text.charCodeAt(valueStart) === 0x22) return readQuoted(text, name, valueStart);
  const end = valueEnd(text, valueStart);
  if (end === valueStart) return undefined;
  return { param: { name, value: text.slice(valueStart, end) }, end };
}

function readQuoted(text: string, name: string, start: number): ReadParam | undefined {
  const end = quotedEnd(text, start);
  if (end < 0) return undefined;
  return { param: { name, value: unquote(text.slice(start, end)), isQuoted: true }, end };
}

/** Offset of the first byte from `start` that is no SP or HTAB. */
export function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** Offset of the first byte from `start` that is not of a token. */
export function tokenEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && isTokenCode(text.charCodeAt(at))) at++;
  return at;
}

/**
 * Unquoted values: tokens and hosts by the grammar; `@ / ( )` and the like too, because phones write Call-IDs (Replaces)
 * and URNs there unquoted. Never `; , " < >` or blank.
 */
function valueEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && isUnquotedValueCode(text.charCodeAt(at))) at++;
  return at;
}

function isUnquotedValueCode(code: number): boolean {
  if (isTokenCode(code)) return true;
  if (code <= 0x20 || code === 0x7f) return false;
  return code !== 0x3b && code !== 0x2c && code !== 0x22 && code !== 0x3c && code !== 0x3e && code !== 0x3d;
}

/** Writes `;name=value…`, quoting what is not a token, host or address. */
export function formatParams(params: Params): string {
  let text = '';
  for (const param of params) text += `;${formatParam(param)}`;
  return text;
}

/** Writes one parameter without its separator. */
export function formatParam({ name, value, isQuoted }: Param): string {
  if (!isToken(name)) throw new Error('SIP parameter name is not a token');
  if (value === undefined) return name;
  return isQuoted === true || !isPlainValue(value) ? `${name}=${quote(value)}` : `${name}=${value}`;
}

function isPlainValue(value: string): boolean {
  return value.length > 0 && value === trimBlanks(value) && valueEnd(value, 0) === value.length;
}
