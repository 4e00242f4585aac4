/**
 * Canonical spelling of header names. Every known name has one spelling in memory, so that reading a header is a
 * comparison of identical strings.
 */

/** Compact forms: RFC 3261 §7.3.3 and the IANA registry. */
const compactForms: Readonly<Record<string, string>> = {
  a: 'Accept-Contact',
  b: 'Referred-By',
  c: 'Content-Type',
  d: 'Request-Disposition',
  e: 'Content-Encoding',
  f: 'From',
  i: 'Call-ID',
  j: 'Reject-Contact',
  k: 'Supported',
  l: 'Content-Length',
  m: 'Contact',
  n: 'Identity-Info',
  o: 'Event',
  r: 'Refer-To',
  s: 'Subject',
  t: 'To',
  u: 'Allow-Events',
  v: 'Via',
  x: 'Session-Expires',
  y: 'Identity',
};

const longForms = [
  'Accept Accept-Contact Accept-Encoding Accept-Language Accept-Resource-Priority Alert-Info Allow Allow-Events',
  'Answer-Mode Authentication-Info Authorization Call-ID Call-Info Contact Content-Disposition Content-Encoding',
  'Content-Language Content-Length Content-Type CSeq Date Diversion Error-Info Event Expires Feature-Caps',
  'Flow-Timer From Geolocation Geolocation-Error Geolocation-Routing History-Info Identity Identity-Info Info-Package',
  'In-Reply-To Join Max-Breadth Max-Forwards MIME-Version Min-Expires Min-SE Organization P-Access-Network-Info',
  'P-Asserted-Identity P-Asserted-Service P-Associated-URI P-Called-Party-ID P-Charging-Vector P-Early-Media',
  'P-Preferred-Identity P-Preferred-Service Path Permission-Missing Priority Privacy Priv-Answer-Mode',
  'Proxy-Authenticate Proxy-Authorization Proxy-Require RAck Reason Record-Route Recv-Info Refer-Sub Refer-To',
  'Referred-By Reject-Contact Remote-Party-ID Replaces Reply-To Request-Disposition Require Resource-Priority',
  'Retry-After Route RSeq Security-Client Security-Server Security-Verify Server Service-Route Session-Expires',
  'Session-ID SIP-ETag SIP-If-Match Subject Subscription-State Supported Suppress-If-Match Target-Dialog Timestamp',
  'To Unsupported User-Agent User-to-User Via Warning WWW-Authenticate',
]
  .join(' ')
  .split(' ');

/** Spellings seen on the wire (canonical, lower case, compact in both cases) to canonical. */
const spellings = new Map<string, string>();
for (const name of longForms) spellings.set(name, name).set(name.toLowerCase(), name);
for (const [short, name] of Object.entries(compactForms)) spellings.set(short, name).set(short.toUpperCase(), name);

/**
 * The canonical name of a known header in any spelling (`v`, `VIA` → `Via`); an unknown name comes back as given.
 */
export function canonicalHeaderName(name: string): string {
  return spellings.get(name) ?? spellings.get(name.toLowerCase()) ?? name;
}

/** True when `canonicalHeaderName` has one spelling for this header. */
export function isKnownHeaderName(name: string): boolean {
  return spellings.has(name) || spellings.has(name.toLowerCase());
}
