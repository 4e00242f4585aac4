import { describe, expect, it } from 'vitest';
import { sdpOf } from '../endpoint/parts.ts';
import type { SipRequest } from '../message.ts';
import { formatMultipart } from '../multipart-writer.ts';
import { readGeolocations, readLocation, withLocation } from './geolocation.ts';
import { formatPidfLo, readPidfLo, type Location } from './pidf-lo.ts';

const location: Location = {
  entity: 'pres:+33199000001@example.com',
  civic: {
    country: 'FR',
    city: 'Paris & <Lyon>',
    road: 'rue de l’Échiquier',
    houseNumber: '12',
    houseNumberSuffix: 'bis',
    postalCode: '75010',
    floor: '3',
  },
  point: { latitude: 48.8718, longitude: -2.3501, radiusMeters: 30 },
  method: 'Manual',
  at: '2026-11-27T12:00:00.000Z',
};
const request = (sdp: string, sent = withLocation(sdp, location, options)): SipRequest => ({
  kind: 'request',
  method: 'INVITE',
  uri: 'urn:service:sos',
  headers: [...sent.headers, { name: 'Content-Type', value: sent.contentType }],
  body: Buffer.from(sent.body),
});
const options = { boundary: 'b0undary123', contentId: 'loc1@example.com', isForRouting: true };

describe('PIDF-LO (RFC 4119, 5139, 5491)', () => {
  it.each([
    ['address and circle', location],
    [
      'a point alone',
      { ...location, civic: null, point: { latitude: -0.5, longitude: 12, radiusMeters: null }, method: null },
    ],
    ['an address alone', { ...location, point: null }],
  ])('writes and reads %s', (_name, given) => {
    expect(readPidfLo(formatPidfLo(given))).toEqual(given);
  });

  it('reads another implementation’s, with prefixes of its own and in a tuple', () => {
    const text = `<?xml version="1.0"?><p:presence xmlns:p="urn:ietf:params:xml:ns:pidf" entity="pres:a@b"><p:tuple id="x">
      <p:status><g:geopriv xmlns:g="urn:ietf:params:xml:ns:pidf:geopriv10"><g:location-info>
      <c:civicAddress xmlns:c="x"><c:country>fr</c:country><c:A3>Lille</c:A3></c:civicAddress></g:location-info>
      </g:geopriv></p:status><p:timestamp>2026-01-01T00:00:00Z</p:timestamp></p:tuple></p:presence>`;
    expect(readPidfLo(text)).toEqual({
      entity: 'pres:a@b',
      civic: { country: 'FR', city: 'Lille' },
      point: null,
      method: null,
      at: '2026-01-01T00:00:00Z',
    });
  });

  it.each([
    '',
    'hello',
    '<presence/>',
    formatPidfLo({ ...location, civic: null, point: null }),
    formatPidfLo({ ...location, civic: null, point: { latitude: 91, longitude: 0, radiusMeters: null } }),
    formatPidfLo(location).replaceAll('geopriv>', 'other>'),
    '<!DOCTYPE x [<!ENTITY a "b">]><presence entity="a"/>',
  ])('tells no place: %s', (text) => {
    expect(readPidfLo(text)).toBeNull();
  });
});

describe('Geolocation (RFC 6442)', () => {
  it('the description and the place are both found again', () => {
    const sent = request('v=0\r\ns=-\r\n');
    expect(Buffer.from(sdpOf(sent)!).toString()).toBe('v=0\r\ns=-\r\n');
    expect(readLocation(sent)).toEqual(location);
    expect(readGeolocations(sent)).toEqual(['cid:loc1@example.com']);
  });

  it('a place that the header does not point at is none, nor is one that is elsewhere', () => {
    const sent = request('v=0');
    const others = [{ ...sent, headers: sent.headers.filter(({ name }) => name !== 'Geolocation') }];
    others.push({
      ...others[0]!,
      headers: [...others[0]!.headers, { name: 'Geolocation', value: '<https://lis.example/x>' }],
    });
    for (const other of others) expect(readLocation(other)).toBeNull();
    expect(readGeolocations(others[1]!)).toEqual(['https://lis.example/x']);
  });

  it('nothing breaks out of a part', () => {
    expect(() => withLocation('v=0 b0undary123', location, options)).toThrow(RangeError);
    expect(() => withLocation('v=0', location, { ...options, contentId: 'a@b>\r\nX: y' })).toThrow(RangeError);
    expect(() => formatMultipart([], 'short')).toThrow(RangeError);
    const headers = [{ name: 'Content-ID', value: 'a\r\nb' }];
    expect(() => formatMultipart([{ contentType: 'text/plain', headers, body: '' }], 'b0undary123')).toThrow(
      'line end',
    );
  });
});
