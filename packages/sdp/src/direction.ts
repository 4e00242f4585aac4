import { isIceMedia } from './protocol.ts';
import type { MediaDirection, SdpConnection, SdpMedia, SessionDescription } from './types.ts';

export function sends(direction: MediaDirection): boolean {
  return direction === 'sendrecv' || direction === 'sendonly';
}

export function receives(direction: MediaDirection): boolean {
  return direction === 'sendrecv' || direction === 'recvonly';
}

export function directionOf(isSending: boolean, isReceiving: boolean): MediaDirection {
  if (isSending) return isReceiving ? 'sendrecv' : 'sendonly';
  return isReceiving ? 'recvonly' : 'inactive';
}

/** The same flow seen from the other side. */
export function reverseDirection(direction: MediaDirection): MediaDirection {
  return directionOf(receives(direction), sends(direction));
}

/** What we may do when the peer offers `offered` and we are willing to do `local` (RFC 3264 6.1). */
export function answerDirection(offered: MediaDirection, local: MediaDirection): MediaDirection {
  return directionOf(sends(local) && receives(offered), receives(local) && sends(offered));
}

/** Where the peer wants its media; media level wins over session level. */
export function mediaConnection(session: SessionDescription, media: SdpMedia): SdpConnection | undefined {
  return media.connection ?? session.connection;
}

/**
 * The direction the peer means, seen from the peer. An all-zero address is the hold of RFC 2543, still sent by old
 * phones (RFC 3264 8.4): nothing may be sent there. With ICE the address means nothing (browsers write 0.0.0.0).
 */
export function effectiveDirection(session: SessionDescription, media: SdpMedia): MediaDirection {
  const direction = media.direction ?? session.direction ?? 'sendrecv';
  if (isIceMedia(session, media) || !isZeroAddress(mediaConnection(session, media))) return direction;
  return directionOf(sends(direction), false);
}

/** Has the peer put us on hold: it no longer listens to us on this media line? */
export function isHeld(session: SessionDescription, media: SdpMedia): boolean {
  return media.port !== 0 && !receives(effectiveDirection(session, media));
}

function isZeroAddress(connection: SdpConnection | undefined): boolean {
  return connection?.address === '0.0.0.0' || connection?.address === '::';
}
