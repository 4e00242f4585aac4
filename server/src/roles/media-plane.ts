import type { MediaPlane } from '#telephony';
import type { Role } from './role.ts';

/** The media threads, which run from the moment the plane is made, and the engines in front of them, if any. */
export function createMediaRole(media: MediaPlane): Role {
  return { name: 'media', start: () => media.start?.() ?? Promise.resolve(), stop: () => media.close() };
}
