import { MixBus } from '@carillon/audio';
import type { CodecName } from '../../../ports/media-plane.ts';
import { createFrameEncoder, frameSamples } from '../frame-codec.ts';
import type { FrameEncoder } from '../frame-codec.ts';
import type { Ticker } from '../ticker.ts';
import { RoomSeat } from './room-seat.ts';
import type { SeatedLeg } from './room-seat.ts';
import { SpeakerWatch } from './speaker-watch.ts';

export type RoomOptions = {
  readonly ticker: Ticker;
  /** Legs that speak now, loudest first. */
  readonly onSpeakers: (legIds: readonly string[]) => void;
};

/** One encoder for all who hear the same, and what it made of this tick. */
type SharedMix = { encoder: FrameEncoder | null; payload: Uint8Array | null };

const noWhispers: readonly Int16Array[] = [];

/**
 * Parties that hear one another, on one clock: each hears the sum without themselves. Whoever is silent hears the plain
 * sum, encoded once per codec for all of them.
 */
export class Room {
  readonly #options: RoomOptions;
  readonly #seats = new Map<string, RoomSeat>();
  readonly #bus = new MixBus(frameSamples);
  readonly #shared = new Map<CodecName, SharedMix>();
  readonly #speakers = new SpeakerWatch();
  /** Those heard by some only, and speaking in this tick: few, mostly none. */
  readonly #whisperers: RoomSeat[] = [];
  #isClosed = false;

  constructor(options: RoomOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#seats.size;
  }

  seatOf(legId: string): RoomSeat | null {
    return this.#seats.get(legId) ?? null;
  }

  /** Takes a leg in; `tune` lets it hear and be heard. */
  enter(leg: SeatedLeg, isMuted: boolean): RoomSeat {
    const seat = new RoomSeat(leg);
    seat.isMuted = isMuted;
    if (this.#seats.size === 0) this.#options.ticker.add(this.#tick);
    this.#seats.set(leg.legId, seat);
    return seat;
  }

  /** For the codec that the seat's leg has now: decoder and encoders are made for it. */
  async tune(seat: RoomSeat): Promise<void> {
    const codec = seat.leg.media?.codec;
    await Promise.all([seat.tune(), codec && this.#prepareShared(codec)]);
  }

  leave(legId: string): void {
    const seat = this.#seats.get(legId);
    if (!seat) return;
    seat.close();
    this.#seats.delete(legId);
    this.#speakers.forget(legId);
    if (this.#seats.size === 0) this.#options.ticker.remove(this.#tick);
  }

  close(): void {
    this.#isClosed = true;
    for (const legId of this.#seats.keys()) this.leave(legId);
    for (const { encoder } of this.#shared.values()) encoder?.close();
    this.#shared.clear();
  }

  readonly #tick = (nowMs: number): void => {
    this.#gather(nowMs);
    for (const shared of this.#shared.values()) shared.payload = null;
    for (const seat of this.#seats.values()) {
      const payload = this.#mixFor(seat);
      if (payload) seat.leg.hearMix(payload, nowMs);
    }
    const speakers = this.#speakers.changes(nowMs);
    if (speakers) this.#options.onSpeakers(speakers);
  };

  #gather(nowMs: number): void {
    this.#bus.clear();
    this.#whisperers.length = 0;
    for (const seat of this.#seats.values()) {
      seat.listen(nowMs);
      seat.isInSum = seat.voice !== null && seat.audience === null;
      if (!seat.voice) continue;
      if (seat.isInSum) this.#bus.add(seat.voice);
      else this.#whisperers.push(seat);
      this.#speakers.note(seat.leg.legId, seat.levelDbfs, nowMs);
    }
  }

  #mixFor(seat: RoomSeat): Uint8Array | null {
    const whispers = this.#whispersTo(seat);
    if (seat.isInSum || whispers.length > 0) {
      return seat.encode(this.#bus.heardBy(seat.isInSum ? seat.voice : null, whispers));
    }
    const shared = seat.leg.media && this.#shared.get(seat.leg.media.codec);
    if (!shared?.encoder) return null;
    shared.payload ??= shared.encoder.encode(this.#bus.everybody());
    return shared.payload;
  }

  #whispersTo(seat: RoomSeat): readonly Int16Array[] {
    if (this.#whisperers.length === 0) return noWhispers;
    return this.#whisperers.flatMap(({ audience, voice }) => (voice && audience?.has(seat.leg.legId) ? [voice] : []));
  }

  async #prepareShared(codec: CodecName): Promise<void> {
    if (this.#shared.has(codec)) return;
    const shared: SharedMix = { encoder: null, payload: null };
    this.#shared.set(codec, shared);
    const encoder = await createFrameEncoder(codec);
    if (this.#isClosed) encoder.close();
    else shared.encoder = encoder;
  }
}
