import { levelDbfs, silenceDbfs } from '@carillon/audio';
import type { RtpHeader } from '@carillon/rtp';
import type { CodecName } from '../../../ports/media-plane.ts';
import type { LegMedia } from '../../protocol.ts';
import { createFrameEncoder } from '../frame-codec.ts';
import type { FrameEncoder } from '../frame-codec.ts';
import { Transcoder } from '../transcoder.ts';

/** The leg behind a seat, as the room needs it. */
export interface SeatedLeg {
  readonly legId: string;
  readonly media: LegMedia | null;
  /** Sends 20 ms of the mix, unless the leg is on hold or hears a prompt. */
  hearMix(payload: Uint8Array, nowMs: number): void;
}

/** Quieter than this is an empty line: it is left out of the mix, with its noise. */
const gateDbfs = -60;
/** The gate closes after so many quiet frames (300 ms): ends of words stay whole. */
const gateFrames = 15;

/** One party's place in a room: what it says, decoded on the room's clock, and what only it hears, encoded. */
export class RoomSeat {
  readonly leg: SeatedLeg;
  isMuted = false;
  /** Legs that hear this party; null: everybody. */
  audience: ReadonlySet<string> | null = null;
  /** What it said in this tick; null: nothing worth mixing. */
  voice: Int16Array | null = null;
  /** Its voice is part of the sum. */
  isInSum = false;
  levelDbfs = silenceDbfs;
  #transcoder: Transcoder | null = null;
  #encoder: { readonly codec: CodecName; readonly ready: FrameEncoder } | null = null;
  #quietFrames = gateFrames;
  #tuning = 0;
  #isClosed = false;

  constructor(leg: SeatedLeg) {
    this.leg = leg;
  }

  /** For the codec that the leg has now. */
  async tune(): Promise<void> {
    const tuning = ++this.#tuning;
    const { media } = this.leg;
    const [transcoder, ready] = media
      ? await Promise.all([Transcoder.create(media), createFrameEncoder(media.codec)])
      : [null, null];
    if (this.#isClosed || tuning !== this.#tuning) {
      transcoder?.close();
      return ready?.close();
    }
    this.#transcoder?.close();
    this.#encoder?.ready.close();
    this.#transcoder = transcoder;
    this.#encoder = media && ready ? { codec: media.codec, ready } : null;
  }

  /** A packet of the party; undefined for one that is no sound but holds a place in the order. */
  push(header: RtpHeader, payload: Uint8Array | undefined, nowMs: number): void {
    this.#transcoder?.push(header, payload, nowMs);
  }

  /** Takes the next 20 ms out of the jitter buffer. */
  listen(nowMs: number): void {
    const frame = this.#transcoder?.pull(nowMs) ?? null;
    this.levelDbfs = frame ? levelDbfs(frame) : silenceDbfs;
    this.#quietFrames = this.levelDbfs > gateDbfs ? 0 : this.#quietFrames + 1;
    this.voice = frame && this.#quietFrames < gateFrames && !this.isMuted ? frame : null;
  }

  /** Encodes what only this party hears; null while its codec is being prepared. */
  encode(frame: Int16Array): Uint8Array | null {
    return this.#encoder && this.#encoder.codec === this.leg.media?.codec ? this.#encoder.ready.encode(frame) : null;
  }

  close(): void {
    this.#isClosed = true;
    this.#transcoder?.close();
    this.#encoder?.ready.close();
    this.#transcoder = null;
    this.#encoder = null;
  }
}
