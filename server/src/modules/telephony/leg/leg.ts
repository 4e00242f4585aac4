import type { MediaCounters } from '@carillon/api';
import type { CallInput } from '../call/inputs.ts';
import type { CodecName, MediaLeg } from '../ports/media-plane.ts';
import type { Line, LineEnd, TransferRequest } from '../ports/line.ts';
import type { HangupCause } from '../failure/hangup-cause.ts';
import { causeOfHangUp } from '../failure/verdict.ts';
import { answerMediaChange } from './media-change.ts';

export type LegEvents = {
  /** Something that the call must know. */
  readonly input: (input: CallInput) => void;
  readonly transfer: (legId: string, request: TransferRequest) => void;
  /** A key that came by INFO; those in RTP are passed on by the media plane. */
  readonly digit: (legId: string, digit: string) => void;
  /** The connection under a browser broke: it may come back for a while. */
  readonly lostConnection: (legId: string) => void;
};

export type LegOptions = {
  readonly id: string;
  readonly media: MediaLeg;
  readonly line: Line;
  readonly isBrowser: boolean;
  readonly events: LegEvents;
};

const lineEndCauses: Record<Exclude<LineEnd, 'hung_up'>, HangupCause> = {
  connection_lost: 'connection_lost',
  session_expired: 'session_expired',
  no_ack: 'connection_lost',
};

/** Silence after which the party is asked whether it is still there (seconds); it answers or the leg is reaped. */
const silenceBeforeProbeSeconds = 15;

/** One party while it is connected to us: its signalling and its media. Closed once; closing closes the media. */
export class Leg {
  /** Changes when the party is handed to another call. */
  id: string;
  events: LegEvents;
  readonly media: MediaLeg;
  readonly line: Line;
  readonly isBrowser: boolean;
  /** What its far side offered, in its order; empty until read. */
  offeredCodecs: readonly CodecName[] = [];
  /** Agreed codec, null before the agreement. */
  codec: CodecName | null = null;
  /** Description already taken as the far side's answer (183 before 200). */
  acceptedSdp: string | null = null;
  /** Its browser is not connected to us now; it may come back. */
  connectionLost = false;
  /** Last silence reported, seconds; 0 while it is heard. */
  silentSeconds = 0;
  #probing = false;
  #closing: Promise<MediaCounters | null> | null = null;

  constructor(options: LegOptions) {
    this.id = options.id;
    this.media = options.media;
    this.line = options.line;
    this.isBrowser = options.isBrowser;
    this.events = options.events;
    this.#listenToMedia();
    this.#listenToLine();
  }

  get closed(): boolean {
    return this.#closing !== null;
  }

  /** Ends the signalling and the media; resolves with the media's last counters. */
  close(end: { cause: HangupCause; status: number | null; sentence?: string }): Promise<MediaCounters | null> {
    this.#closing ??= this.#close(end);
    return this.#closing;
  }

  async #close(end: { cause: HangupCause; status: number | null; sentence?: string }): Promise<MediaCounters | null> {
    this.line.hangUp(end);
    return this.media.closed ? null : this.media.close();
  }

  #listenToMedia(): void {
    this.media.on('ready', () => {
      this.silentSeconds = 0;
      // The sound of a telephone is up with its answer; only a browser has to be waited for.
      if (this.isBrowser) this.events.input({ kind: 'leg_media_ready', legId: this.id });
    });
    this.media.on('promptEnded', (how) => {
      if (how !== 'stopped') this.events.input({ kind: 'prompt_ended', legId: this.id });
    });
    this.media.on('failed', () => this.#hungUp('media_failed'));
    this.media.on('silence', (seconds) => void this.#onSilence(seconds));
  }

  #listenToLine(): void {
    this.line.listen({
      ended: (how, q850) => {
        if (how === 'connection_lost' && this.isBrowser) this.events.lostConnection(this.id);
        else this.#hungUp(how === 'hung_up' ? causeOfHangUp(q850) : lineEndCauses[how]);
      },
      mediaChange: (change) => void answerMediaChange(this, change),
      transfer: (request) => this.events.transfer(this.id, request),
      digit: (digit) => this.events.digit(this.id, digit),
    });
  }

  /** The lease of a leg: it lives while it is heard, or answers when asked. */
  async #onSilence(seconds: number): Promise<void> {
    this.silentSeconds = seconds;
    if (!this.closed) this.events.input({ kind: 'leg_silent', legId: this.id, silent: seconds > 0 });
    if (seconds < silenceBeforeProbeSeconds || this.#probing || this.closed) return;
    this.#probing = true;
    const isThere = await this.line.probe();
    this.#probing = false;
    if (!isThere) this.#hungUp('media_silent');
  }

  #hungUp(cause: HangupCause): void {
    if (this.closed) return;
    this.events.input({ kind: 'leg_hung_up', legId: this.id, cause });
  }
}
