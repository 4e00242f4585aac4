import { dtmfTones } from '@carillon/audio';
import { TelephoneEventSender } from '@carillon/rtp';
import type { CodecName, PlayOptions } from '../../ports/media-plane.ts';
import type { LegMedia } from '../protocol.ts';
import { createFrameEncoder, frameSamples, pcmRate } from './frame-codec.ts';
import type { FrameEncoder } from './frame-codec.ts';
import type { Outgoing } from './outgoing.ts';
import { promptTrack } from './prompt-track.ts';
import { loadSound, pcmSource, toneSource } from './sound-source.ts';
import type { SoundSource } from './sound-source.ts';
import type { Ticker } from './ticker.ts';
import type { Transcoder } from './transcoder.ts';

/** A tone is made for each leg; a file is encoded once for all, `position` is the next of its frames. */
type Prompt =
  | { readonly kind: 'tone'; readonly sound: SoundSource; readonly bargeIn: boolean }
  | {
      readonly kind: 'file';
      readonly name: string;
      /** In frames. */
      readonly length: number;
      readonly repeat: boolean;
      readonly bargeIn: boolean;
      position: number;
    };
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
    const prompt = openPrompt(options);
    this.stop('stopped');
    this.#prompt = prompt;
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
    else this.#tones.push(pcmSource(dtmfTones(digits, { sampleRate: pcmRate })));
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
    if (this.#transcoder || this.#tones.length > 0 || this.#prompt?.kind === 'tone') this.#prepareEncoder();
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
    const payload = this.#payload(nowMs);
    if (payload && nowMs >= this.#relayedDigitUntilMs) this.#send(payload, nowMs);
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
  #payload(nowMs: number): Uint8Array | null {
    const party = this.#transcoder?.pull(nowMs) ?? null;
    const tone = this.#tones[0]?.read();
    if (tone) return this.#encode(tone);
    if (this.#tones.length > 0) this.#tones.shift();
    const prompt = this.#prompt;
    if (!prompt) return party && this.#encode(party);
    if (prompt.kind === 'file') return this.#promptFrame(prompt);
    const frame = prompt.sound.read();
    return frame && this.#encode(frame);
  }

  #promptFrame(prompt: Extract<Prompt, { kind: 'file' }>): Uint8Array | null {
    if (prompt.position >= prompt.length && prompt.repeat) prompt.position = 0;
    if (prompt.position >= prompt.length) {
      this.stop('played');
      return null;
    }
    const codec = this.#media?.codec;
    const payload = codec === undefined ? null : promptTrack(prompt.name, codec, loadSound).at(prompt.position);
    // Unheard, it goes on all the same; only while the codec is being prepared it waits.
    if (payload || codec === undefined) prompt.position += 1;
    return payload;
  }

  #encode(frame: Int16Array): Uint8Array | null {
    const encoder = this.#encoder;
    return encoder?.ready && encoder.codec === this.#media?.codec ? encoder.ready.encode(frame) : null;
  }

  #send(payload: Uint8Array, nowMs: number): void {
    const media = this.#media;
    if (!media?.hears) return;
    const samples = (media.clockRate * frameSamples) / pcmRate;
    this.#options.outgoing.originate({ payloadType: media.payloadTypes.send, samples }, payload, nowMs);
  }
}

function openPrompt({ source, repeat = false, bargeIn = false }: PlayOptions): Prompt {
  if (source.kind === 'tone') return { kind: 'tone', sound: toneSource(source.tone), bargeIn };
  const length = Math.ceil(loadSound(source.name).length / frameSamples);
  return { kind: 'file', name: source.name, length, repeat, bargeIn, position: 0 };
}
