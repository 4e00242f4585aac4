import type { MediaPlane } from '#telephony';
import type { Role } from './role.ts';

/** The media threads: they run from the moment the plane is made; this role is how they end. */
export function createMediaRole(media: MediaPlane): Role {
  return { name: 'media', start: () => Promise.resolve(), stop: () => media.close() };
}
