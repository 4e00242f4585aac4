import { headerLineValues, splitList, type WithHeaders } from '../headers/values.ts';
import { readContentType } from '../headers/structured.ts';
import type { SipHeader, SipMessage } from '../message.ts';
import { formatMultipart } from '../multipart-writer.ts';
import { findPart } from '../multipart.ts';
import { formatPidfLo, readPidfLo, type Location } from './pidf-lo.ts';

const pidf = 'application/pidf+xml';

/** What a Geolocation header points at: `cid:` for a part of the message, else where to ask (RFC 6442 4.1). */
export function readGeolocations(message: WithHeaders): string[] {
  return headerLineValues(message, 'Geolocation')
    .flatMap((line) => splitList(line))
    .flatMap((value) => /^<([A-Za-z][A-Za-z0-9+.-]*:[^<>\s]+)>/.exec(value)?.[1] ?? []);
}

/** The location that a message carries by value; null when it carries none that can be read. */
export function readLocation(message: SipMessage): Location | null {
  const type = readContentType(message);
  if (type === undefined || readGeolocations(message).every((uri) => !/^cid:/i.test(uri))) return null;
  const body =
    type.type === pidf ? message.body : type.type.startsWith('multipart/') ? findPart(type, message.body, pidf) : null;
  return body === null ? null : readPidfLo(Buffer.from(body).toString('utf8'));
}

/**
 * An INVITE's body and headers with a location by value (RFC 6442 4): the description first, the place beside it.
 * @param options.contentId names the part, `random@host`; `isForRouting`: the place may decide where the call goes
 */
export function withLocation(
  sdp: string,
  location: Location,
  options: { readonly boundary: string; readonly contentId: string; readonly isForRouting: boolean },
): { readonly body: string; readonly contentType: string; readonly headers: readonly SipHeader[] } {
  const { boundary, contentId, isForRouting } = options;
  if (!/^[A-Za-z0-9._-]+@[A-Za-z0-9.:[\]-]+$/.test(contentId)) throw new RangeError('content id cannot be used');
  const parts = [
    { contentType: 'application/sdp', body: sdp },
    {
      contentType: pidf,
      headers: [
        { name: 'Content-ID', value: `<${contentId}>` },
        { name: 'Content-Disposition', value: 'by-reference;handling=optional' },
      ],
      body: formatPidfLo(location),
    },
  ];
  return {
    ...formatMultipart(parts, boundary),
    headers: [
      { name: 'Geolocation', value: `<cid:${contentId}>` },
      { name: 'Geolocation-Routing', value: isForRouting ? 'yes' : 'no' },
    ],
  };
}
