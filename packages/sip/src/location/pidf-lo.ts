import { XML_HEAD, element, escapeXml } from '../events/bodies/xml.ts';
import { findAll, readXml, type XmlElement } from '../events/bodies/xml-reader.ts';

/** A postal address, by the elements of RFC 5139 that rescue services use. `country`: ISO 3166-1 alpha-2. */
export type CivicAddress = {
  readonly country: string;
  /** Region, department or county, municipality. */
  readonly region?: string;
  readonly county?: string;
  readonly city?: string;
  readonly district?: string;
  readonly road?: string;
  readonly houseNumber?: string;
  readonly houseNumberSuffix?: string;
  readonly postalCode?: string;
  readonly building?: string;
  readonly floor?: string;
  readonly unit?: string;
  readonly room?: string;
  readonly landmark?: string;
  /** Who is found there, and how to find them. */
  readonly occupant?: string;
  readonly directions?: string;
};

/** WGS 84 degrees; with a radius the place is somewhere in that circle (RFC 5491 5.2.3). */
export type GeoPoint = { readonly latitude: number; readonly longitude: number; readonly radiusMeters: number | null };

/** Where somebody is (PIDF-LO: RFC 4119, RFC 5139, RFC 5491). */
export type Location = {
  /** `pres:` or `sip:` URI of whom it is. */
  readonly entity: string;
  readonly civic: CivicAddress | null;
  readonly point: GeoPoint | null;
  /** How it is known (RFC 4119 method tokens): `Manual`, `DHCP`, `GPS`. */
  readonly method: string | null;
  /** RFC 3339. */
  readonly at: string;
};

/** In the order of the schema. */
const civicElements: readonly (readonly [name: string, field: keyof CivicAddress])[] = [
  ['country', 'country'],
  ['A1', 'region'],
  ['A2', 'county'],
  ['A3', 'city'],
  ['A4', 'district'],
  ['LMK', 'landmark'],
  ['LOC', 'directions'],
  ['FLR', 'floor'],
  ['NAM', 'occupant'],
  ['PC', 'postalCode'],
  ['BLD', 'building'],
  ['UNIT', 'unit'],
  ['ROOM', 'room'],
  ['RD', 'road'],
  ['HNO', 'houseNumber'],
  ['HNS', 'houseNumberSuffix'],
];

const epsg4326 = 'urn:ogc:def:crs:EPSG::4326';
const namespaces = {
  xmlns: 'urn:ietf:params:xml:ns:pidf',
  'xmlns:dm': 'urn:ietf:params:xml:ns:pidf:data-model',
  'xmlns:gp': 'urn:ietf:params:xml:ns:pidf:geopriv10',
  'xmlns:ca': 'urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr',
  'xmlns:gml': 'http://www.opengis.net/gml',
  'xmlns:gs': 'http://www.opengis.net/pidflo/1.0',
};

/** An `application/pidf+xml` document: one device with one location (RFC 5491 3). */
export function formatPidfLo({ entity, civic, point, method, at }: Location): string {
  const info = [...(point === null ? [] : [formatPoint(point)]), ...(civic === null ? [] : [formatCivic(civic)])];
  const geopriv = element(
    'gp:geopriv',
    {},
    element('gp:location-info', {}, ...info),
    // Everything absent: kept a day, passed on to nobody but who must know (RFC 4119 2.2.2).
    element('gp:usage-rules'),
    ...(method === null ? [] : [element('gp:method', {}, escapeXml(method))]),
  );
  const device = element('dm:device', { id: 'caller' }, geopriv, element('dm:timestamp', {}, escapeXml(at)));
  return XML_HEAD + element('presence', { ...namespaces, entity }, device);
}

function formatCivic(civic: CivicAddress): string {
  const parts = civicElements.flatMap(([name, field]) => {
    const value = civic[field];
    return value === undefined || value === '' ? [] : [element(`ca:${name}`, {}, escapeXml(value))];
  });
  return element('ca:civicAddress', {}, ...parts);
}

function formatPoint({ latitude, longitude, radiusMeters }: GeoPoint): string {
  const pos = element('gml:pos', {}, `${latitude} ${longitude}`);
  if (radiusMeters === null) return element('gml:Point', { srsName: epsg4326 }, pos);
  const radius = element('gs:radius', { uom: 'urn:ogc:def:uom:EPSG::9001' }, String(radiusMeters));
  return element('gs:Circle', { srsName: epsg4326 }, pos, radius);
}

/** Reads a PIDF-LO; null when it is malformed or tells no place. Of several locations the first counts (RFC 5491 3.4). */
export function readPidfLo(text: string): Location | null {
  const root = readXml(text);
  const entity = root?.attributes.get('entity');
  const geopriv = root === null ? undefined : find(root, 'geopriv');
  const info = geopriv === undefined ? undefined : find(geopriv, 'location-info');
  if (root?.name !== 'presence' || entity === undefined || geopriv === undefined || info === undefined) return null;
  const civic = readCivic(find(info, 'civicAddress'));
  const point = readPoint(find(info, 'Point') ?? find(info, 'Circle'));
  if (civic === null && point === null) return null;
  const at = find(root, 'timestamp')?.text ?? '';
  return { entity, civic, point, method: find(geopriv, 'method')?.text ?? null, at };
}

/** The first element of this name, at any depth. */
const find = (from: XmlElement, name: string): XmlElement | undefined => findAll(from, name)[0];

function readCivic(from: XmlElement | undefined): CivicAddress | null {
  const read: Record<string, string> = {};
  for (const [name, field] of civicElements) {
    const text = from?.children.find((child) => child.name === name)?.text ?? '';
    if (text !== '') read[field] = text;
  }
  const { country, ...rest } = read;
  return country === undefined ? null : { ...rest, country: country.toUpperCase() };
}

function readPoint(from: XmlElement | undefined): GeoPoint | null {
  const pos = from === undefined ? undefined : find(from, 'pos')?.text;
  const [latitude = null, longitude = null] = (pos ?? '').split(/\s+/).map(readNumber);
  if (latitude === null || longitude === null || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
  const radius = from?.name === 'Circle' ? readNumber(find(from, 'radius')?.text ?? '') : null;
  return { latitude, longitude, radiusMeters: radius };
}

const readNumber = (text: string): number | null => (/^-?\d{1,9}(?:\.\d{1,15})?$/.test(text) ? Number(text) : null);
