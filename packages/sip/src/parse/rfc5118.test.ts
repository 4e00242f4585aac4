import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validateRequest } from '../headers/validate-request.ts';
import { readVias, topVia } from '../headers/via.ts';
import type { SipRequest } from '../message.ts';
import { isSameHost } from '../uri-compare.ts';
import { parseSipUri } from '../uri.ts';
import { parseMessage } from './parse-message.ts';

const folder = join(import.meta.dirname, '../../test-data/rfc5118');

/** Host and port that the Request-URI must be read as; undefined means that the message is answered with 400. */
type Row = readonly [section: string, file: string, place: { host: string; port?: number } | undefined];

const rows: readonly Row[] = [
  ['4.1', '4-1-ipv6-good', { host: '2001:db8::10' }],
  ['4.2', '4-2-ipv6-bad', undefined],
  ['4.3', '4-3-port-ambiguous', { host: '2001:db8::10:5070' }],
  ['4.4', '4-4-port-unambiguous', { host: '2001:db8::10', port: 5070 }],
  ['4.5', '4-5-via-received-with-delimiters', { host: '2001:db8::10' }],
  ['4.5', '4-5-via-received-without-delimiters', { host: '2001:db8::10' }],
  ['4.6', '4-6-ipv6-in-sdp', { host: '2001:db8::10' }],
  ['4.7', '4-7-mult-ip-in-header', { host: 'host.example.net' }],
  ['4.8', '4-8-mult-ip-in-sdp', { host: '2001:db8::10' }],
  ['4.9', '4-9-ipv4-mapped-ipv6', { host: 'example.com' }],
  ['4.10', '4-10-ipv6-bug-abnf-3-colons', { host: '2001:db8:::192.0.2.1' }],
  ['4.10', '4-10-ipv6-correct-abnf-2-colons', { host: '2001:db8::192.0.2.1' }],
];

function load(file: string): SipRequest {
  const message = parseMessage(readFileSync(join(folder, `${file}.dat`)));
  if (message.kind !== 'request') throw new Error(`${file} is no request`);
  return message;
}

describe('RFC 5118 IPv6 torture messages', () => {
  it('covers all 12 messages', () => {
    expect(rows.map((row) => `${row[1]}.dat`).sort()).toEqual(readdirSync(folder).sort());
  });

  it.each(rows)('§%s %s', (_section, file, place) => {
    const request = load(file);
    if (place === undefined) {
      expect(validateRequest(request)).toMatchObject({ kind: 'rejected', status: 400 });
      return;
    }
    expect(validateRequest(request)).toEqual({ kind: 'ok' });
    const { host, port } = parseSipUri(request.uri)!;
    expect(port === undefined ? { host } : { host, port }).toEqual(place);
  });

  it('§4.5 reads received with and without brackets alike', () => {
    expect(topVia(load('4-5-via-received-with-delimiters'))?.received).toBe('2001:db8::9:255');
    expect(topVia(load('4-5-via-received-without-delimiters'))?.received).toBe('2001:db8::9:255');
  });

  it('§4.7, §4.9 read mixed and mapped addresses in Via', () => {
    expect(readVias(load('4-7-mult-ip-in-header'))).toMatchObject([
      { host: '2001:db8::9:1', port: 6050 },
      { host: '192.0.2.1' },
      { host: '2001:db8::9:255', received: '192.0.2.200', transport: 'TCP' },
    ]);
    expect(topVia(load('4-9-ipv4-mapped-ipv6'))).toMatchObject({ host: '::ffff:192.0.2.10', port: 19823 });
  });

  it('§4.10 takes three colons for two', () => {
    expect(isSameHost('2001:db8:::192.0.2.1', '2001:db8::192.0.2.1')).toBe(true);
  });
});
