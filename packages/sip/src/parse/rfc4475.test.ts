import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readContacts, readAddress, readTag } from '../headers/addresses.ts';
import { readAuthValues } from '../headers/auth.ts';
import { checkCapabilities } from '../headers/check-capabilities.ts';
import { readDate } from '../headers/date.ts';
import { paramValue } from '../headers/params.ts';
import { readCSeq, readMaxForwards, readRetryAfter } from '../headers/scalars.ts';
import { readContentType } from '../headers/structured.ts';
import { validateRequest } from '../headers/validate-request.ts';
import { headerValue, headerValues } from '../headers/values.ts';
import { readVias } from '../headers/via.ts';
import type { SipMessage, SipRequest, SipResponse } from '../message.ts';
import { serializeMessage } from '../serialize.ts';
import { parseSipUri } from '../uri.ts';
import { parseMessage } from './parse-message.ts';

const folder = join(import.meta.dirname, '../../test-data/rfc4475');

/**
 * What each message must lead to:
 * `valid` - processed; `drop` - a response that no transaction may see; `parse 4xx` - refused by the parser, answered
 * with that status; `answer 4xx` - refused by validateRequest; `uas 4xx` - well-formed, refused by checkCapabilities
 * of a user agent like ours.
 */
type Verdict = 'valid' | 'drop' | `parse ${number}` | `answer ${number}` | `uas ${number}`;

const verdicts: readonly (readonly [section: string, file: string, title: string, verdict: Verdict])[] = [
  ['3.1.1.1', 'wsinv', 'A Short Tortuous INVITE', 'valid'],
  ['3.1.1.2', 'intmeth', 'Wide Range of Valid Characters', 'uas 405'],
  ['3.1.1.3', 'esc01', 'Valid Use of the % Escaping Mechanism', 'valid'],
  ['3.1.1.4', 'escnull', 'Escaped Nulls in URIs', 'valid'],
  ['3.1.1.5', 'esc02', 'Use of % When It Is Not an Escape', 'uas 405'],
  ['3.1.1.6', 'lwsdisp', 'Message with No LWS between Display Name and <', 'valid'],
  ['3.1.1.7', 'longreq', 'Long Values in Header Fields', 'valid'],
  ['3.1.1.8', 'dblreq', 'Extra Trailing Octets in a UDP Datagram', 'valid'],
  ['3.1.1.9', 'semiuri', 'Semicolon-Separated Parameters in URI User Part', 'valid'],
  ['3.1.1.10', 'transports', 'Varied and Unknown Transport Types', 'valid'],
  ['3.1.1.11', 'mpart01', 'Multipart MIME Message', 'valid'],
  ['3.1.1.12', 'unreason', 'Unusual Reason Phrase', 'valid'],
  ['3.1.1.13', 'noreason', 'Empty Reason Phrase', 'valid'],
  ['3.1.2.1', 'badinv01', 'Extraneous Header Field Separators', 'answer 400'],
  ['3.1.2.2', 'clerr', 'Content Length Larger Than Message', 'parse 400'],
  ['3.1.2.3', 'ncl', 'Negative Content-Length', 'parse 400'],
  ['3.1.2.4', 'scalar02', 'Request Scalar Fields with Overlarge Values', 'answer 400'],
  // The CSeq is out of range: it matches no transaction of ours, which is where the response ends.
  ['3.1.2.5', 'scalarlg', 'Response Scalar Fields with Overlarge Values', 'drop'],
  ['3.1.2.6', 'quotbal', 'Unterminated Quoted String in Display Name', 'answer 400'],
  ['3.1.2.7', 'ltgtruri', '<> Enclosing Request-URI', 'parse 400'],
  ['3.1.2.8', 'lwsruri', 'Malformed SIP Request-URI (embedded LWS)', 'parse 400'],
  ['3.1.2.9', 'lwsstart', 'Multiple SP Separating Request-Line Elements', 'parse 400'],
  ['3.1.2.10', 'trws', 'SP Characters at End of Request-Line', 'parse 400'],
  ['3.1.2.11', 'escruri', 'Escaped Headers in SIP Request-URI', 'answer 400'],
  // "An element shouldn't [reject] unless the contents of the Date header field were actually important."
  ['3.1.2.12', 'baddate', 'Invalid Timezone in Date Header Field', 'valid'],
  ['3.1.2.13', 'regbadct', 'Failure to Enclose name-addr URI in <>', 'answer 400'],
  ['3.1.2.14', 'badaspec', 'Spaces within addr-spec', 'answer 400'],
  // The stored bytes also lack the empty line; with it, the names are unambiguous and let in (see below).
  ['3.1.2.15', 'baddn', 'Non-token Characters in Display Name', 'parse 400'],
  ['3.1.2.16', 'badvers', 'Unknown Protocol Version', 'parse 505'],
  ['3.1.2.17', 'mismatch01', 'Start Line and CSeq Method Mismatch', 'answer 400'],
  ['3.1.2.18', 'mismatch02', 'Unknown Method with CSeq Method Mismatch', 'answer 400'],
  ['3.1.2.19', 'bigcode', 'Overlarge Response Code', 'drop'],
  ['3.2.1', 'badbranch', 'Missing Transaction Identifier', 'answer 400'],
  ['3.3.1', 'insuf', 'Missing Required Header Fields', 'answer 400'],
  ['3.3.2', 'unkscm', 'Request-URI with Unknown Scheme', 'answer 416'],
  ['3.3.3', 'novelsc', 'Request-URI with Known but Atypical Scheme', 'answer 416'],
  // Well-formed; the registrar finds no address of record in an isbn: URI (404), see the registrar's tests.
  ['3.3.4', 'unksm2', 'Unknown URI Schemes in Header Fields', 'valid'],
  ['3.3.5', 'bext01', 'Proxy-Require and Require', 'uas 420'],
  ['3.3.6', 'invut', 'Unknown Content-Type', 'uas 415'],
  ['3.3.7', 'regaut01', 'Unknown Authorization Scheme', 'valid'],
  ['3.3.8', 'multi01', 'Multiple Values in Single Value Required Fields', 'answer 400'],
  ['3.3.9', 'mcl01', 'Multiple Content-Length Values', 'parse 400'],
  // Well-formed; a response with two Via values is not for a user agent, which the transaction layer sees.
  ['3.3.10', 'bcast', '200 OK Response with Broadcast Via Header Field Value', 'valid'],
  ['3.3.11', 'zeromf', 'Max-Forwards of Zero', 'valid'],
  ['3.3.12', 'cparam01', 'REGISTER with a Contact Header Parameter', 'valid'],
  ['3.3.13', 'cparam02', 'REGISTER with a URL Parameter', 'valid'],
  ['3.3.14', 'regescrt', 'REGISTER with a URL Escaped Header', 'valid'],
  ['3.3.15', 'sdp01', 'Unacceptable Accept Offering', 'uas 406'],
  ['3.4.1', 'inv2543', 'INVITE with RFC 2543 Syntax', 'valid'],
];

const capabilities = {
  methods: ['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS', 'REGISTER', 'MESSAGE'],
  options: ['100rel', 'timer', 'replaces'],
  contentTypes: ['application/sdp', 'text/plain', 'multipart/mixed'],
  answerTypes: ['application/sdp'],
};

function verdictOf(bytes: Uint8Array): Verdict {
  const message = parseMessage(bytes);
  if (message.kind === 'parse_error') {
    return message.answerable === undefined ? 'drop' : `parse ${message.status ?? 400}`;
  }
  if (message.kind === 'response') return readCSeq(message) === undefined ? 'drop' : 'valid';
  const verdict = validateRequest(message);
  if (verdict.kind === 'rejected') return `answer ${verdict.status}`;
  const inspection = checkCapabilities(message, capabilities);
  return inspection.kind === 'ok' ? 'valid' : `uas ${inspection.status}`;
}

const load = (file: string) => readFileSync(join(folder, `${file}.dat`));

function parsed(file: string): SipMessage {
  const message = parseMessage(load(file));
  if (message.kind === 'parse_error') throw new Error(`${file} does not parse: ${message.code}`);
  return message;
}
const request = (file: string) => parsed(file) as SipRequest;
const response = (file: string) => parsed(file) as SipResponse;

describe('RFC 4475 torture messages', () => {
  it('has a verdict for each of the 49 messages', () => {
    const files = readdirSync(folder).map((file) => file.replace('.dat', ''));
    expect(verdicts.map((row) => row[1]).sort()).toEqual(files.sort());
    expect(files).toHaveLength(49);
  });

  it.each(verdicts)('§%s %s: %s -> %s', (_section, file, _title, verdict) => {
    expect(verdictOf(load(file))).toBe(verdict);
  });

  it.each(verdicts)('§%s %s keeps its meaning when written and parsed again', (_section, file) => {
    const message = parseMessage(load(file));
    if (message.kind === 'parse_error') return expect(message.code).toMatch(/^[a-z_]+$/);
    const again = parseMessage(serializeMessage(message));
    expect(serializeMessage(again as SipMessage)).toEqual(serializeMessage(message));
  });
});

describe('what the valid ones say', () => {
  it('wsinv: folded, compact, oddly spaced and repeated headers', () => {
    const message = request('wsinv');
    expect(readVias(message)).toMatchObject([
      { transport: 'UDP', host: '192.0.2.2', branch: '390skdjuw' },
      { transport: 'TCP', host: 'spindle.example.com', branch: 'z9hG4bK9ikj8' },
      { transport: 'UDP', host: '192.168.255.111', branch: 'z9hG4bK30239' },
    ]);
    expect(readTag(message, 'To')).toBe('1918181833n');
    expect(readAddress(message, 'From')?.displayName).toBe('J Rosenberg \\"');
    expect(readTag(message, 'From')).toBe('98asjd8');
    expect(readMaxForwards(message)).toBe(68);
    expect(readCSeq(message)).toEqual({ number: 9, method: 'INVITE' });
    expect(headerValue(message, 'Subject')).toBe('');
    expect(headerValue(message, 'newfangledheader')).toBe('newfangled value continued newfangled value');
    expect(readContacts(message)).toMatchObject({
      kind: 'list',
      contacts: [{ displayName: 'Quoted string ""', uri: 'sip:jdrosen@example.com' }],
    });
    expect(message.body).toHaveLength(150);
  });

  it('intmeth: every character of a token, UTF-8 and escaped controls', () => {
    const message = request('intmeth');
    expect(message.method).toBe("!interesting-Method0123456789_*+`.%indeed'~");
    expect(readAddress(message, 'To')?.displayName).toBe('BEL:\u0007 NUL:\u0000 DEL:\u007f');
    const from = readAddress(message, 'From');
    expect(from?.displayName).toBe("token1~` token2'+_ token3*%!.-");
    expect(paramValue(from!.params, "fromParam''~+*_!.-%")).toBe('работающий');
    expect(headerValue(message, "extensionHeader-!.%*+_`'~")).toBe('\ufeff大停電');
    expect(parseSipUri(message.uri)).toMatchObject({ password: "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)" });
  });

  it('esc01, escnull, semiuri: escapes in URIs', () => {
    expect(parseSipUri(request('esc01').uri)).toMatchObject({ user: 'sips:user@example.com', host: 'example.net' });
    const contacts = readContacts(request('esc01'));
    const contact = contacts.kind === 'list' ? parseSipUri(contacts.contacts[0]!.uri) : undefined;
    expect(contact).toMatchObject({ user: 'caller', params: [{ name: 'lr' }, { name: 'name', value: 'value%41' }] });
    expect(parseSipUri(readAddress(request('escnull'), 'To')!.uri)?.user).toBe('null-\u0000-null');
    expect(parseSipUri(request('semiuri').uri)?.user).toBe('user;par=u@example.net');
  });

  it('esc02: a percent sign is no escape in methods, header names and display names', () => {
    const message = request('esc02');
    expect(message.method).toBe('RE%47IST%45R');
    expect(readAddress(message, 'To')?.displayName).toBe('%Z%45');
    expect(headerValues(message, 'Contact')).toHaveLength(2);
    expect(headerValue(message, 'C%6Fntact')).toBe('<sip:alias2@host2.example.com>');
  });

  it('longreq: 34 Via values and long everything', () => {
    expect(readVias(request('longreq'))).toHaveLength(34);
  });

  it('dblreq: the second request in the datagram is ignored', () => {
    const message = request('dblreq');
    expect(message.method).toBe('REGISTER');
    expect(message.body).toHaveLength(0);
  });

  it('transports and mpart01', () => {
    const transports = readVias(request('transports'))?.map((via) => via.transport);
    expect(transports).toEqual(['UDP', 'SCTP', 'TLS', 'UNKNOWN', 'TCP']);
    expect(readContentType(request('mpart01'))?.type).toBe('multipart/mixed');
    expect(request('mpart01').body).toHaveLength(553);
  });

  it('unreason and noreason', () => {
    expect(response('unreason').reason).toBe('= 2**3 * 5**2 но сто девяносто девять - простое');
    expect(response('noreason')).toMatchObject({ status: 100, reason: '' });
  });

  it('scalar02 and scalarlg: overlarge numbers read as absent, never as wrong numbers', () => {
    expect(readCSeq(request('scalar02'))).toBeUndefined();
    expect(readMaxForwards(request('scalar02'))).toBeUndefined();
    expect(readRetryAfter(response('scalarlg'))).toBeUndefined();
  });

  it('baddate, regaut01, zeromf, cparam01 and 02, regescrt', () => {
    expect(readDate(request('baddate'))).toBeUndefined();
    expect(readAuthValues(request('regaut01'), 'Authorization')[0]?.scheme).toBe('NoOneKnowsThisScheme');
    expect(readMaxForwards(request('zeromf'))).toBe(0);
    expect(readContacts(request('cparam01'))).toMatchObject({ contacts: [{ params: [{ name: 'unknownparam' }] }] });
    expect(readContacts(request('cparam02'))).toMatchObject({ contacts: [{ params: [] }] });
    const contacts = readContacts(request('regescrt'));
    const uri = contacts.kind === 'list' ? parseSipUri(contacts.contacts[0]!.uri) : undefined;
    expect(uri?.headers).toEqual([{ name: 'Route', value: '<sip:sip.example.com>' }]);
  });

  it('baddn with its empty line: the unambiguous display name is read', () => {
    const message = parseMessage(Buffer.concat([load('baddn'), Buffer.from('\r\n')])) as SipRequest;
    expect(validateRequest(message)).toEqual({ kind: 'ok' });
    expect(readAddress(message, 'From')?.displayName).toBe('Bell, Alexander');
  });

  it('gives the offset of the fault', () => {
    const at = (file: string, text: string) => load(file).indexOf(text);
    expect(parseMessage(load('ltgtruri'))).toMatchObject({ code: 'request_uri_malformed', offset: 7 });
    expect(parseMessage(load('badvers'))).toMatchObject({ offset: at('badvers', 'SIP/7.0\r\n'), status: 505 });
    expect(parseMessage(load('clerr'))).toMatchObject({ code: 'body_truncated', offset: load('clerr').length });
  });
});
