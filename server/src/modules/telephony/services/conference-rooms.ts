import type { Logger } from '#platform/log';
import type { MediaPlane, MediaRoom } from '../ports/media-plane.ts';

/** `mediaId`: each opening has a name of its own, since the one before may still be closing. */
type Open = { readonly mediaId: string; readonly room: Promise<MediaRoom>; readonly legIds: Set<string> };

/** The conferences in progress on this node: a room is opened for the first leg and closed after the last. */
export class ConferenceRooms {
  readonly #media: MediaPlane;
  readonly #log: Logger;
  readonly #open = new Map<string, Open>();
  readonly #roomOfLeg = new Map<string, string>();
  readonly #changed: (roomId: string) => void;
  #openings = 0;

  /** `changed`: somebody entered or left. */
  constructor(media: MediaPlane, log: Logger, changed: (roomId: string) => void = () => undefined) {
    this.#media = media;
    this.#log = log;
    this.#changed = changed;
  }

  /** Legs in the room now. */
  partiesIn(roomId: string): number {
    return this.#open.get(roomId)?.legIds.size ?? 0;
  }

  legsIn(roomId: string): ReadonlySet<string> {
    return this.#open.get(roomId)?.legIds ?? new Set();
  }

  /** What a leg that will enter is to be opened near to. */
  mediaIdOf(roomId: string): string | undefined {
    return this.#open.get(roomId)?.mediaId;
  }

  /** Joins a leg to the room's mix. `full`: no place, or no room can be opened. */
  async enter(roomId: string, legId: string, maxParties: number): Promise<'entered' | 'full'> {
    const open = this.#open.get(roomId) ?? this.#openRoom(roomId, legId);
    if (open.legIds.size >= maxParties) return 'full';
    // The place is taken before anything is awaited.
    open.legIds.add(legId);
    this.#roomOfLeg.set(legId, roomId);
    this.#changed(roomId);
    try {
      const room = await open.room;
      if (this.#roomOfLeg.get(legId) === roomId) await room.join(legId);
      return 'entered';
    } catch (error) {
      this.leave(legId);
      this.#log.warn({ error, roomId, legId }, 'a conference could not be entered');
      return 'full';
    }
  }

  /** The leg is gone, or about to be; its media leaves by itself when it closes. */
  leave(legId: string): void {
    const roomId = this.#roomOfLeg.get(legId);
    const open = roomId === undefined ? undefined : this.#open.get(roomId);
    this.#roomOfLeg.delete(legId);
    if (roomId === undefined || open === undefined) return;
    open.legIds.delete(legId);
    this.#changed(roomId);
    if (open.legIds.size > 0) return;
    this.#open.delete(roomId);
    open.room.then(
      (room) => room.close(),
      () => undefined,
    );
  }

  #openRoom(roomId: string, near: string): Open {
    const mediaId = `${roomId}-${++this.#openings}`;
    const open = { mediaId, room: this.#media.openRoom({ roomId: mediaId, near }), legIds: new Set<string>() };
    this.#open.set(roomId, open);
    return open;
  }
}
