import { dtmfTones } from '@carillon/audio';
import { TelephoneEventSender } from '@carillon/rtp';
import type { CodecName, PlayOptions } from '../../ports/media-plane.ts';
import type { LegMedia } from '../protocol.ts';
import { createFrameEncoder, frameSamples, pcmRate } from './frame-codec.ts';
import type { FrameEncoder } from './frame-codec.ts';
import type { Outgoing } from './outgoing.ts';
import { openSound, pcmSource } from './sound-source.ts';
import type { SoundSource } from './sound-source.ts';
import type { Ticker } from './ticker.ts';
import type { Transcoder } from './transcoder.ts';

type Prompt = { readonly sound: SoundSource; readonly bargeIn: boolean };
export type PromptEnd = 'played' | 'stopped' | 'barge_in';

export type GeneratedSoundOptions = {
  readonly outgoing: Outgoing;
  readonly ticker: Ticker;
  readonly onPromptEnded: (how: PromptEnd) => void;
};

/**
 * Sound that a leg hears and nobody's packets carry as they are: digits, prompts, and a party with another codec. In
 * this order: whoever comes first has the line. On the tick only while one of them is there; a relayed leg has none.
 */
export class GeneratedSound {
  readonly #options: GeneratedSoundOptions;
  #media: LegMedia | null = null;
  #encoder: { readonly codec: CodecName; readonly ready: FrameEncoder | null } | null = null;
  #events: TelephoneEventSender | null = null;
  #tones: SoundSource[] = [];
  #prompt: Prompt | null = null;
  #transcoder: Transcoder | null = null;
  #relayedDigitUntilMs = 0;
  #isTicking = false;
  #isClosed = false;

  constructor(options: GeneratedSoundOptions) {
    this.#options = options;
  }

  /** While true, a bridged party's packets are not passed on. */
  get hasTheLine(): boolean {
    return this.#prompt !== null || this.#tones.length > 0 || (this.#events?.isBusy ?? false);
  }

  get transcoder(): Transcoder | null {
    return this.#transcoder;
  }

  configure(media: LegMedia | null): void {
    const clockRate = media?.events[0]?.clockRate;
    if (clockRate !== this.#media?.events[0]?.clockRate) {
      this.#events = clockRate === undefined ? null : new TelephoneEventSender({ clockRate });
    }
    this.#media = media;
    this.#update();
  }

  play(options: PlayOptions): void {
    const sound = openSound(options.source, options.repeat ?? false);
    this.stop('stopped');
    this.#prompt = { sound, bargeIn: options.bargeIn ?? false };
    this.#update();
  }

  stop(how: PromptEnd): void {
    if (!this.#prompt) return;
    this.#prompt = null;
    this.#update();
    this.#options.onPromptEnded(how);
  }

  /** The far side pressed a key. */
  bargeIn(): void {
    if (this.#prompt?.bargeIn) this.stop('barge_in');
  }

  /** As events when the far side knows them, as tones otherwise. */
  sendDigits(digits: string): void {
    if (this.#events) this.#events.enqueue(digits);
    else this.#tones.push(pcmSource(dtmfTones(digits, { sampleRate: pcmRate }), false));
    this.#update();
  }

  /** The transcoder is ours from now on, and closed by us. Null: the party is relayed, or gone. */
  setTranscoder(transcoder: Transcoder | null): void {
    this.#transcoder?.close();
    this.#transcoder = transcoder;
    this.#update();
  }

  /** A digit of the party is being passed on: no sound in between. */
  yieldToDigit(nowMs: number): void {
    this.#relayedDigitUntilMs = nowMs + 60;
  }

  close(): void {
    this.#isClosed = true;
    this.#prompt = null;
    this.#tones = [];
    this.#events = null;
    this.setTranscoder(null);
    this.#encoder?.ready?.close();
    this.#encoder = null;
  }

  #update(): void {
    const isNeeded = this.hasTheLine || this.#transcoder !== null;
    if (isNeeded) this.#prepareEncoder();
    if (isNeeded === this.#isTicking) return;
    this.#isTicking = isNeeded;
    if (isNeeded) this.#options.ticker.add(this.#tick);
    else this.#options.ticker.remove(this.#tick);
  }

  #prepareEncoder(): void {
    const codec = this.#media?.codec;
    if (codec === undefined || this.#encoder?.codec === codec) return;
    this.#encoder?.ready?.close();
    const wanted = { codec, ready: null };
    this.#encoder = wanted;
    void createFrameEncoder(codec).then((ready) => {
      if (this.#encoder === wanted && !this.#isClosed) this.#encoder = { codec, ready };
      else ready.close();
    });
  }

  readonly #tick = (nowMs: number): void => {
    if (this.#sendEvents(nowMs)) return this.#update();
    const frame = this.#frame(nowMs);
    if (frame && nowMs >= this.#relayedDigitUntilMs) this.#send(frame, nowMs);
    this.#update();
  };

  #sendEvents(nowMs: number): boolean {
    const payloadType = this.#media?.events[0]?.send;
    if (!this.#events?.isBusy || payloadType === undefined) return false;
    const { outgoing } = this.#options;
    for (const { payload, marker, timestamp } of this.#events.tick(outgoing.timestampAt(nowMs))) {
      if (this.#media?.hears) outgoing.originate({ payloadType, marker, timestamp }, payload, nowMs);
    }
    return true;
  }

  /** What is heard in these 20 ms. The transcoder is pulled even when it is not heard, so that it stays on time. */
  #frame(nowMs: number): Int16Array | null {
    const party = this.#transcoder?.pull(nowMs) ?? null;
    const tone = this.#tones[0]?.read();
    if (tone) return tone;
    if (this.#tones.length > 0) this.#tones.shift();
    if (!this.#prompt) return party;
    const frame = this.#prompt.sound.read();
    if (!frame) this.stop('played');
    return frame;
  }

  #send(frame: Int16Array, nowMs: number): void {
    const media = this.#media;
    const encoder = this.#encoder?.ready;
    if (!media?.hears || !encoder || this.#encoder?.codec !== media.codec) return;
    const samples = (media.clockRate * frameSamples) / pcmRate;
    const payloadType = media.payloadTypes.send;
    this.#options.outgoing.originate({ payloadType, samples }, encoder.encode(frame), nowMs);
  }
}
