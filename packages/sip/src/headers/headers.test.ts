import { describe, expect, it } from 'vitest';
import { formatAddresses, readAddresses, readContacts, readTag, withTag } from './addresses.ts';
import { formatAuthValue, parseAuthValue } from './auth.ts';
import { formatDate, readDate } from './date.ts';
import { appendHeader, prependHeader, withHeader, withoutHeader } from './edit.ts';
import {
  hasOption,
  parseCSeq,
  readPrivacy,
  readRAck,
  readRetryAfter,
  readRSeq,
  readSeconds,
  readTokens,
} from './scalars.ts';
import {
  formatReason,
  formatReplaces,
  readContentType,
  readMinSe,
  readReasons,
  readReplaces,
  readSessionExpires,
  readTokenWithParams,
} from './structured.ts';
import { headerValue, headerValues, splitList } from './values.ts';
import { formatVia, parseVia, topVia, withoutTopVia, withTopVia } from './via.ts';

/** A message of these header lines. */
const lines = (...headers: [name: string, value: string][]) => ({
  headers: headers.map(([name, value]) => ({ name, value })),
});

describe('values', () => {
  it('splits lists outside quotes and brackets only', () => {
    expect(splitList('"a, \\"b" <sip:x,y@h>;p="1,2" , <sip:z@h>')).toEqual([
      '"a, \\"b" <sip:x,y@h>;p="1,2"',
      '<sip:z@h>',
    ]);
    expect(splitList('a,,b')).toEqual(['a', '', 'b']);
    expect(headerValues(lines(['Allow', 'A, B'], ['Allow', ' ,C']), 'allow')).toEqual(['A', 'B', 'C']);
  });

  it('finds headers by any spelling', () => {
    const message = lines(['Call-ID', '1'], ['X-Private', '2']);
    expect(headerValue(message, 'i')).toBe('1');
    expect(headerValue(message, 'call-id')).toBe('1');
    expect(headerValue(message, 'x-pRIVATE')).toBe('2');
    expect(headerValue(message, 'To')).toBeUndefined();
  });
});

describe('edit', () => {
  const message = lines(['Via', '1'], ['To', 'a'], ['Via', '2']);

  it('replaces in place, removes, prepends, appends', () => {
    expect(withHeader(message, 'v', '3').headers).toEqual(lines(['Via', '3'], ['To', 'a']).headers);
    expect(withHeader(message, 'Subject', 's').headers.at(-1)).toEqual({ name: 'Subject', value: 's' });
    expect(withoutHeader(message, 'VIA').headers).toEqual(lines(['To', 'a']).headers);
    expect(prependHeader(message, 'Via', '0').headers[0]).toEqual({ name: 'Via', value: '0' });
    expect(appendHeader(message, 'x', '9').headers.at(-1)).toEqual({ name: 'Session-Expires', value: '9' });
    expect(message.headers).toHaveLength(3);
  });
});

describe('Via', () => {
  it('reads and writes rport, received and branch', () => {
    const via = parseVia('SIP/2.0/WSS df7jal23ls0d.invalid:443;rport;branch=z9hG4bK1;keep');
    expect(via).toEqual({
      transport: 'WSS',
      host: 'df7jal23ls0d.invalid',
      port: 443,
      rport: true,
      branch: 'z9hG4bK1',
      params: [{ name: 'keep' }],
    });
    const filled = formatVia({ ...via!, rport: 5062, received: '2001:db8::1' });
    expect(filled).toBe('SIP/2.0/WSS df7jal23ls0d.invalid:443;rport=5062;received=2001:db8::1;branch=z9hG4bK1;keep');
    expect(parseVia(filled)).toMatchObject({ rport: 5062, received: '2001:db8::1' });
  });

  it('replaces and removes the top value, also of a line with several', () => {
    const message = lines(['Via', 'SIP/2.0/UDP a;branch=1, SIP/2.0/UDP b;branch=2'], ['Via', 'SIP/2.0/UDP c;branch=3']);
    const changed = withTopVia(message, { ...topVia(message)!, received: '192.0.2.9' });
    expect(headerValues(changed, 'Via')[0]).toBe('SIP/2.0/UDP a;received=192.0.2.9;branch=1');
    expect(headerValues(changed, 'Via')).toHaveLength(3);
    expect(topVia(withoutTopVia(message))?.host).toBe('b');
    expect(topVia(withoutTopVia(withoutTopVia(message)))?.host).toBe('c');
    expect(withoutTopVia(withoutTopVia(withoutTopVia(message))).headers).toEqual([]);
  });

  it.each([
    '',
    'SIP/2.0/UDP',
    'SIP/1.0/UDP h',
    'SIP/2.0/UDP ;branch=1',
    'SIP/2.0/U DP h',
    'SIP/2.0/UDP h x',
    'HTTP/2.0/UDP h',
  ])('refuses %j', (text) => expect(parseVia(text)).toBeUndefined());
});

describe('addresses', () => {
  it('reads route lists over lines and keeps their order', () => {
    const message = lines(['Route', '<sip:p1;lr>, <sip:p2;lr>'], ['Route', '<sip:p3>']);
    expect(readAddresses(message, 'Route')?.map((route) => route.uri)).toEqual(['sip:p1;lr', 'sip:p2;lr', 'sip:p3']);
    expect(formatAddresses(readAddresses(message, 'Route')!)).toBe('<sip:p1;lr>, <sip:p2;lr>, <sip:p3>');
    expect(readAddresses(message, 'Path')).toEqual([]);
    expect(readAddresses(lines(['Route', '<sip:p1>, bad']), 'Route')).toBeUndefined();
  });

  it('tells the kinds of Contact apart', () => {
    expect(readContacts(lines())).toEqual({ kind: 'absent' });
    expect(readContacts(lines(['Contact', '*']))).toEqual({ kind: 'wildcard' });
    expect(readContacts(lines(['Contact', '*, <sip:a@h>']))).toEqual({ kind: 'malformed' });
    expect(readContacts(lines(['Contact', '']))).toEqual({ kind: 'malformed' });
    expect(readContacts(lines(['Contact', '<sip:a@h>, <sip:b@h>']))).toMatchObject({
      kind: 'list',
      contacts: [{}, {}],
    });
  });

  it('reads and sets tags', () => {
    expect(readTag(lines(['To', 'Bob <sip:b@h>;TAG=x']), 'To')).toBe('x');
    expect(withTag('Bob <sip:b@h>', 'y')).toBe('Bob <sip:b@h>;tag=y');
    expect(withTag('sip:b@h;tag=x', 'y')).toBe('<sip:b@h>;tag=y');
  });
});

describe('scalars and lists', () => {
  it('reads numbers strictly', () => {
    expect(parseCSeq('0009 \t INVITE')).toEqual({ number: 9, method: 'INVITE' });
    expect(parseCSeq('9INVITE')).toBeUndefined();
    expect(readSeconds(lines(['Expires', '3600']), 'Expires')).toBe(3600);
    expect(readSeconds(lines(['Expires', '4294967296']), 'Expires')).toBeUndefined();
    expect(readSeconds(lines(['Expires', '-1']), 'Expires')).toBeUndefined();
    expect(readRSeq(lines(['RSeq', '0']))).toBeUndefined();
    expect(readRAck(lines(['RAck', '776656 1 INVITE']))).toEqual({
      responseNumber: 776656,
      cseq: { number: 1, method: 'INVITE' },
    });
    expect(readRetryAfter(lines(['Retry-After', '120 (I am in a meeting);duration=60']))).toMatchObject({
      seconds: 120,
    });
  });

  it('reads token lists', () => {
    const message = lines(['Supported', 'timer, 100REL'], ['Supported', 'path,'], ['Privacy', 'ID;Critical']);
    expect(readTokens(message, 'Supported')).toEqual(['timer', '100REL', 'path']);
    expect(hasOption(message, 'Supported', '100rel')).toBe(true);
    expect(hasOption(message, 'Require', 'timer')).toBe(false);
    expect(readPrivacy(message)).toEqual(['id', 'critical']);
  });
});

describe('structured headers', () => {
  it('reads types, timers, events', () => {
    expect(readContentType(lines(['Content-Type', 'Multipart/Mixed;boundary="a b"']))).toEqual({
      type: 'multipart/mixed',
      params: [{ name: 'boundary', value: 'a b', isQuoted: true }],
    });
    expect(readSessionExpires(lines(['Session-Expires', '1800 ;refresher=UAC']))).toMatchObject({
      seconds: 1800,
      refresher: 'uac',
    });
    expect(readMinSe(lines(['Min-SE', '90']))).toBe(90);
    expect(readTokenWithParams(lines(['Event', 'dialog;id=3']), 'Event')).toMatchObject({ token: 'dialog' });
  });

  it('reads and writes Replaces', () => {
    const replaces = { callId: '425928@bobster.example.org', toTag: '7743', fromTag: '6472', earlyOnly: true };
    expect(readReplaces(lines(['Replaces', formatReplaces(replaces)]))).toEqual(replaces);
    expect(readReplaces(lines(['Replaces', 'a@b;to-tag=1']))).toBeUndefined();
    expect(readReplaces(lines(['Replaces', ';to-tag=1;from-tag=2']))).toBeUndefined();
  });

  it('reads and writes Reason', () => {
    const reason = { protocol: 'SIP', cause: 200, text: 'Call completed elsewhere' };
    expect(formatReason(reason)).toBe('SIP;cause=200;text="Call completed elsewhere"');
    const message = lines(['Reason', `Q.850;cause=16;text="Terminated", ${formatReason(reason)}`]);
    expect(readReasons(message)).toEqual([{ protocol: 'Q.850', cause: 16, text: 'Terminated' }, reason]);
  });

  it('reads and writes Date', () => {
    const time = Date.UTC(2010, 10, 13, 23, 29, 0);
    expect(formatDate(time)).toBe('Sat, 13 Nov 2010 23:29:00 GMT');
    expect(readDate(lines(['Date', formatDate(time)]))).toBe(time);
    expect(readDate(lines(['Date', 'Sat, 31 Apr 2010 23:29:00 GMT']))).toBeUndefined();
    expect(readDate(lines(['Date', 'Sat, 13 Nov 2010 23:29:00 UTC']))).toBeUndefined();
  });

  it('reads and writes credentials', () => {
    const value = 'Digest username="bob", realm="a, \\"b\\"", qop=auth, nc=00000001';
    expect(formatAuthValue(parseAuthValue(value)!)).toBe(value);
    expect(parseAuthValue('Bearer abc.def-ghi==')).toEqual({ scheme: 'Bearer', params: [], token: 'abc.def-ghi==' });
    const bad = ['', 'Digest', 'Digest a="x', 'Digest a=1, a=2', 'Digest a=1 b=2'];
    expect(bad.filter((text) => parseAuthValue(text) !== undefined)).toEqual([]);
  });
});
