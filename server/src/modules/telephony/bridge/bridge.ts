import type { Leg } from '../leg/leg.ts';
import type { MediaPlane } from '../ports/media-plane.ts';

/** Lets two legs hear each other. A leg that has just closed is no error: its end is on the way to the call. */
export async function joinLegs(media: MediaPlane, one: Leg, other: Leg): Promise<void> {
  if (one.media.closed || other.media.closed) return;
  await media.bridge(one.media.legId, other.media.legId);
}

export async function partLeg(media: MediaPlane, leg: Leg): Promise<void> {
  if (!leg.media.closed) await media.unbridge(leg.media.legId);
}
