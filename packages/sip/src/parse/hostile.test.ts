import { describe, expect, it } from 'vitest';
import { readContacts } from '../headers/addresses.ts';
import { parseAuthValue } from '../headers/auth.ts';
import { validateRequest } from '../headers/validate-request.ts';
import { topVia } from '../headers/via.ts';
import type { SipRequest } from '../message.ts';
import { parseMessage } from './parse-message.ts';

const sound: Readonly<Record<string, string>> = {
  Via: 'SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKabc',
  From: '<sip:a@example.com>;tag=1',
  To: '<sip:b@example.com>',
  'Call-ID': 'x@192.0.2.1',
  CSeq: '1 OPTIONS',
  'Max-Forwards': '70',
};

/** An OPTIONS with some headers replaced or added, as bytes (latin1, so that any byte can be put in). */
function options(
  changes: Readonly<Record<string, string>> = {},
  startLine = 'OPTIONS sip:b@example.com SIP/2.0',
): Buffer {
  const lines = Object.entries({ ...sound, ...changes }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([startLine, ...lines, '', ''].join('\r\n'), 'latin1');
}

/** `ok`, the parser's code, or the reason of the rejection. */
function outcome(bytes: Uint8Array): string {
  const message = parseMessage(bytes);
  if (message.kind === 'parse_error') return message.code;
  if (message.kind === 'response') return 'response';
  const verdict = validateRequest(message);
  return verdict.kind === 'ok' ? 'ok' : `${verdict.status} ${verdict.reason}`;
}

describe('parameters and numbers', () => {
  it.each([
    ['sound message', {}, 'ok'],
    ['port 0', { Via: 'SIP/2.0/UDP 192.0.2.1:0;branch=z9hG4bKa' }, '400 Bad Request - Via malformed'],
    ['port 65536', { Via: 'SIP/2.0/UDP 192.0.2.1:65536;branch=z9hG4bKa' }, '400 Bad Request - Via malformed'],
    ['port 65535', { Via: 'SIP/2.0/UDP 192.0.2.1:65535;branch=z9hG4bKa' }, 'ok'],
    ['empty branch', { Via: 'SIP/2.0/UDP 192.0.2.1;branch=' }, '400 Bad Request - Via malformed'],
    ['branch without value', { Via: 'SIP/2.0/UDP 192.0.2.1;branch' }, '400 Bad Request - Via malformed'],
    ['cookie alone', { Via: 'SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK' }, '400 Bad Request - Via branch empty'],
    ['two branches', { Via: 'SIP/2.0/UDP h;branch=z9hG4bKa;branch=z9hG4bKb' }, '400 Bad Request - Via malformed'],
    ['octet over 255', { Via: 'SIP/2.0/UDP 192.0.2.256;branch=z9hG4bKa' }, '400 Bad Request - Via malformed'],
    ['rport 0', { Via: 'SIP/2.0/UDP h;rport=0;branch=z9hG4bKa' }, '400 Bad Request - Via malformed'],
    ['empty tag', { From: '<sip:a@example.com>;tag=' }, '400 Bad Request - From malformed'],
    ['two tags', { From: '<sip:a@example.com>;tag=1;tag=2' }, '400 Bad Request - From malformed'],
    ['two tags in two cases', { To: '<sip:b@example.com>;tag=1;TAG=2' }, '400 Bad Request - To malformed'],
    ['URI port 0', { To: '<sip:b@example.com:0>' }, '400 Bad Request - To malformed'],
    ['URI port 65536', { To: '<sip:b@example.com:65536>' }, '400 Bad Request - To malformed'],
    ['two addresses in To', { To: '<sip:b@example.com>, <sip:c@example.com>' }, '400 Bad Request - To malformed'],
    ['hexadecimal CSeq', { CSeq: '0x10 OPTIONS' }, '400 Bad Request - CSeq malformed'],
    ['exponent CSeq', { CSeq: '1e3 OPTIONS' }, '400 Bad Request - CSeq malformed'],
    ['CSeq 2^31', { CSeq: '2147483648 OPTIONS' }, '400 Bad Request - CSeq malformed'],
    ['CSeq 2^31-1', { CSeq: '2147483647 OPTIONS' }, 'ok'],
    ['CSeq in another case', { CSeq: '1 options' }, '400 Bad Request - CSeq method differs'],
    ['Max-Forwards 256', { 'Max-Forwards': '256' }, '400 Bad Request - Max-Forwards malformed'],
    ['Max-Forwards signed', { 'Max-Forwards': '+70' }, '400 Bad Request - Max-Forwards malformed'],
    ['blank in Call-ID', { 'Call-ID': 'a b' }, '400 Bad Request - Call-ID malformed'],
    ['empty Call-ID', { 'Call-ID': '' }, '400 Bad Request - Call-ID malformed'],
    ['plus in Content-Length', { 'Content-Length': '+0' }, 'content_length_malformed'],
    ['hexadecimal Content-Length', { 'Content-Length': '0x0' }, 'content_length_malformed'],
    ['empty Content-Length', { 'Content-Length': '' }, 'content_length_malformed'],
    ['huge Content-Length', { 'Content-Length': '4294967296' }, 'content_length_malformed'],
    ['two equal Content-Length', { 'Content-Length': '0', l: '0' }, 'content_length_repeated'],
    ['compact twin of From', { f: '<sip:c@example.com>;tag=3' }, '400 Bad Request - From repeated'],
    ['strict route to tel', { Route: '<tel:+331>' }, '400 Bad Request - Route malformed'],
    ['Route without end', { Route: '<sip:h;lr' }, '400 Bad Request - Route malformed'],
  ])('%s -> %3$s', (_title, changes, expected) => {
    expect(outcome(options(changes))).toBe(expected);
  });

  it.each(Object.keys(sound).filter((name) => name !== 'Max-Forwards'))('%s missing -> 400', (name) => {
    const bytes = options()
      .toString('latin1')
      .replace(new RegExp(`^${name}: .*\r\n`, 'm'), '');
    expect(outcome(Buffer.from(bytes, 'latin1'))).toBe(`400 Bad Request - ${name} missing`);
  });
});

describe('bytes that smuggle', () => {
  it.each([
    ['NUL in a value', { Subject: 'a\0b' }, 'control_character'],
    ['escape byte', { Subject: '\x1b[2J' }, 'control_character'],
    ['DEL', { Subject: '\x7f' }, 'control_character'],
    ['lone LF', { Subject: 'a\nVia: SIP/2.0/UDP evil' }, 'control_character'],
    ['lone CR', { Subject: 'a\rVia: SIP/2.0/UDP evil' }, 'control_character'],
    ['escaped LF', { Subject: 'a\\\nb' }, 'control_character'],
    ['blank in a header name', { 'Sub ject': 'a' }, 'header_name_malformed'],
    ['empty header name', { '': 'a' }, 'header_name_malformed'],
    ['high byte in a header name', { 'Subj\xe9ct': 'a' }, 'header_name_malformed'],
  ])('%s -> %3$s', (_title, changes, expected) => {
    const message = parseMessage(options(changes));
    expect(message).toMatchObject({ kind: 'parse_error', code: expected });
  });

  it.each([
    ['OPTIONS sip:b@example.com', 'request_line_malformed'],
    ['OPTIONS  SIP/2.0', 'request_uri_malformed'],
    ['OPTIONS', 'request_line_malformed'],
    ['OP(TIONS sip:b@h SIP/2.0', 'method_malformed'],
    ['OPTIONS b@h SIP/2.0', 'request_uri_malformed'],
    ['OPTIONS sip:b@h SIP/2.00', 'version_unsupported'],
    ['OPTIONS sip:b@h HTTP/1.1', 'request_line_malformed'],
    ['GET / HTTP/1.1', 'request_uri_malformed'],
    ['SIP/2.0 099 Low', 'status_line_malformed'],
    ['SIP/2.0 700 High', 'status_line_malformed'],
    ['SIP/2.0  200 OK', 'status_line_malformed'],
    ['SIP/3.0 200 OK', 'status_line_malformed'],
    ['SIP/2.0 200OK', 'status_line_malformed'],
    ['options sip:b@h sip/2.0', '400 Bad Request - CSeq method differs'],
    ['OPTIONS sip:b@h sip/2.0', 'ok'],
    ['SIP/2.0 200', 'response'],
  ])('start line %j -> %s', (line, expected) => {
    expect(outcome(options({}, line))).toBe(expected);
  });

  it('keeps invalid UTF-8 as replacement characters instead of failing', () => {
    const message = parseMessage(options({ Subject: 'caf\xe9' })) as SipRequest;
    expect(message.headers.at(-1)).toEqual({ name: 'Subject', value: 'caf\ufffd' });
  });
});

describe('published parser crashes of other servers', () => {
  it('CVE-2023-27598: control byte, mangled protocol and host in Via', () => {
    const via = { Via: 'SIP/2.0/\x16UD~PTo :::]' };
    expect(parseMessage(options(via))).toMatchObject({ code: 'control_character' });
    expect(topVia({ headers: [{ name: 'Via', value: 'SIP/2.0/UD~PToD~PTo :::]' }] })).toBeUndefined();
  });

  it('CVE-2023-27599: quoted parameter in To that never ends', () => {
    expect(outcome(options({ To: '<sip:b@example.com>;a="T\\' }))).toBe('400 Bad Request - To malformed');
  });

  it('CVE-2023-28098: bare token among digest parameters, host of impossible numbers', () => {
    expect(parseAuthValue('Digest a a="",real')).toBeUndefined();
    expect(outcome(options({ To: '<sip:4@692134.27.18446744073709551615.3>' }))).toBe('400 Bad Request - To malformed');
  });

  it('CVE-2023-28097: Content-Length far beyond the message', () => {
    expect(outcome(options({ 'Content-Length': '2147483640' }))).toBe('body_truncated');
  });
});

describe('limits', () => {
  it('refuses more headers than allowed', () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`X-${index}`, '1']));
    expect(parseMessage(options(many))).toMatchObject({ code: 'too_many_headers', status: 513 });
  });

  it('refuses a header that is too long, folded or not', () => {
    expect(outcome(options({ Subject: 'a'.repeat(9000) }))).toBe('header_too_long');
    expect(outcome(options({ Subject: 'a\r\n '.repeat(3000) }))).toBe('header_too_long');
  });

  it('answers a long Request-URI with 414', () => {
    const error = parseMessage(options({}, `OPTIONS sip:${'b'.repeat(3000)}@example.com SIP/2.0`));
    expect(error).toMatchObject({ code: 'request_uri_too_long', status: 414, answerable: { method: 'OPTIONS' } });
  });

  it('refuses a message that is too large, and one with no end of headers', () => {
    expect(parseMessage(Buffer.alloc(70_000, 'a'))).toMatchObject({ code: 'message_too_large' });
    expect(parseMessage(options(), { limits: { messageBytes: 50 } })).toMatchObject({ code: 'message_too_large' });
    expect(outcome(options().subarray(0, -2))).toBe('headers_unterminated');
  });

  it('calls nothing but CRLF empty', () => {
    expect(parseMessage(Buffer.from('\r\n\r\n'))).toMatchObject({ code: 'empty' });
    expect(parseMessage(new Uint8Array(0))).toMatchObject({ code: 'empty' });
  });

  it('never calls an ACK answerable', () => {
    const ack = options({ CSeq: '1 ACK', 'Content-Length': '9' }, 'ACK sip:b@example.com SIP/2.0');
    expect(parseMessage(ack)).not.toHaveProperty('answerable');
  });

  it('refuses more than 64 parameters, as names are compared pairwise', () => {
    const contact = (count: number) => `<sip:a@h>${Array.from({ length: count }, (_, index) => `;p${index}`).join('')}`;
    const register = (count: number) => {
      return parseMessage(options({ Contact: contact(count) }, 'REGISTER sip:h SIP/2.0')) as SipRequest;
    };
    expect(readContacts(register(64)).kind).toBe('list');
    expect(readContacts(register(65)).kind).toBe('malformed');
  });

  it('reads long runs of blanks in linear time', () => {
    const blanks = ' '.repeat(8000);
    const start = process.cpuUsage();
    for (let i = 0; i < 50; i++) {
      topVia({ headers: [{ name: 'Via', value: `SIP/2.0/UDP ${blanks}x` }] });
      parseMessage(options({}, `OPTIONS${blanks}SIP/2.0${blanks}x`));
    }
    // Quadratic reading takes tens of milliseconds for one of them.
    expect(process.cpuUsage(start).user).toBeLessThan(500_000);
  });
});
