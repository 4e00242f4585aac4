/**
 * Who carries the sound. Call control speaks only to this port; it never sees a socket or a packet. Two implementations:
 * `embedded` (our media workers own the sockets) and `rtpengine` (it owns them, our workers stand behind). Offers and
 * answers cross it as SDP text, because both own addresses, candidates and keys.
 */
import type { MediaCounters } from '@carillon/api';

/** `rtp`: a SIP phone or a carrier (RTP/AVP). `webrtc`: a browser (ICE, DTLS-SRTP). */
export type LegTransport = 'rtp' | 'webrtc';

/** Names as in SDP; order is preference. */
export type CodecName = 'opus' | 'G722' | 'PCMA' | 'PCMU';

export type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export type OpenLegOptions = {
  readonly legId: string;
  readonly transport: LegTransport;
  /** What our offers say; `sdes`: RTP/SAVP with keys in the description (RFC 4568). An offer of it is always taken. */
  readonly security?: 'none' | 'sdes';
  /** A leg or an open room that this one will probably be joined to: both go to the same worker, if it has room. */
  readonly near?: string;
};

/** What both sides agreed on. `codec` null: no sound was agreed (every stream rejected). */
export type NegotiatedMedia = {
  readonly codec: CodecName | null;
  /** What the far side may send and hear now: `sendonly` or `inactive` from it means that we are held. */
  readonly remoteDirection: MediaDirection;
};

export type SdpResult =
  | { readonly kind: 'ok'; readonly sdp: string; readonly negotiated: NegotiatedMedia }
  /** No common codec, a broken description, a transport that this leg cannot speak: answer 488 or 400 with `reason`. */
  | { readonly kind: 'rejected'; readonly status: 400 | 488; readonly reason: string };

export type AcceptResult =
  | Exclude<SdpResult, { kind: 'ok' }>
  | { readonly kind: 'ok'; readonly negotiated: NegotiatedMedia };

export type MediaLegEvents = {
  /** Sound can flow: first RTP heard (rtp), ICE and DTLS done (webrtc). A browser leg counts as answered only then. */
  readonly ready: () => void;
  readonly digit: (digit: string, durationMs: number) => void;
  /** A prompt ended by itself (`played`), was stopped, or was interrupted by a digit when barge-in was asked. */
  readonly promptEnded: (how: 'played' | 'stopped' | 'barge_in') => void;
  /** Nothing was heard from the far side for this long although it should send (not held). Repeats every 5 s; 0 when it is heard again. */
  readonly silence: (silentSeconds: number) => void;
  /** The transport is gone for good (ICE failed, worker died): the leg must be ended. */
  readonly failed: (reason: string) => void;
};

export type PromptSource =
  /** A sound file shipped in packages/audio (`fr/no_answer`, `music/hold`). */
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'tone'; readonly tone: 'ringback' | 'busy' | 'congestion' | 'sine440' | 'sine880' };

export type PlayOptions = { readonly source: PromptSource; readonly repeat?: boolean; readonly bargeIn?: boolean };

/** One party's media. Closed once; every method on a closed leg is an invalid-state bug. */
export interface MediaLeg {
  readonly legId: string;
  /** Our offer towards the far side. `codecs` in preference order. */
  createOffer(options: { codecs: readonly CodecName[]; direction?: MediaDirection }): Promise<string>;
  /** The far side's answer to our last offer. */
  acceptAnswer(sdp: string): Promise<AcceptResult>;
  /** Reads the far side's offer without answering: what it could speak, in its order. */
  readOffer(
    sdp: string,
  ): Promise<
    { kind: 'ok'; codecs: readonly CodecName[]; direction: MediaDirection } | Exclude<SdpResult, { kind: 'ok' }>
  >;
  /** Answers the offer last read. `codecs`: what we allow, best first; the leg's answer holds the first common one. */
  createAnswer(options: { codecs: readonly CodecName[]; direction?: MediaDirection }): Promise<SdpResult>;
  play(options: PlayOptions): Promise<void>;
  stopPlaying(): Promise<void>;
  /** RFC 4733 towards the far side (in-band when it did not offer telephone-event). */
  sendDigits(digits: string): Promise<void>;
  counters(): Promise<MediaCounters>;
  on<E extends keyof MediaLegEvents>(event: E, listener: MediaLegEvents[E]): void;
  close(): Promise<MediaCounters>;
  readonly closed: boolean;
}

/**
 * Parties that hear one another: each hears the sum of the others. A leg is in at most one room or bridge. Closed once;
 * its legs stay open.
 */
export interface MediaRoom {
  readonly roomId: string;
  /** Moves the leg in, out of its bridge or other room. Rejects with `MediaCapacityError` when the room is full. */
  join(legId: string, options?: { muted?: boolean }): Promise<void>;
  leave(legId: string): Promise<void>;
  setMuted(legId: string, muted: boolean): Promise<void>;
  /** Who hears this leg; null: everybody. Nobody while listening in, one leg while whispering. */
  setAudience(legId: string, audience: readonly string[] | null): Promise<void>;
  /** Told who speaks now, loudest first, when that changes. */
  onSpeakers(listener: (legIds: readonly string[]) => void): void;
  close(): Promise<void>;
}

/** What is in a file. `isWhole`: as long as the time that passed; otherwise `failure` says why, and the file plays. */
export type RecordedSound = {
  readonly bytes: number;
  readonly durationMs: number;
  readonly isWhole: boolean;
  readonly failure: string | null;
};

/** A recording in progress. It ends with its leg, or when it is stopped; `stop` gives its result in both cases. */
export interface MediaRecording {
  /** Silence is written instead: card numbers and the like are never on file. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<RecordedSound>;
}

/** More parties than this do not fit into a room. */
export const maximumRoomLegs = 50;

export interface MediaPlane {
  /** Waits for what it depends on. Rejects with a sentence for the operator when no sound can be carried. */
  start?(): Promise<void>;
  openLeg(options: OpenLegOptions): Promise<MediaLeg>;
  /**
   * Both hear each other; relayed without transcoding when their codecs are the same, digits passed on. A leg is in at
   * most one bridge: bridging it again moves it. While a leg plays a prompt, its listener hears the prompt only.
   */
  bridge(legIdA: string, legIdB: string): Promise<void>;
  unbridge(legId: string): Promise<void>;
  /** An empty room on the worker of the leg `near`, where its parties should be too. Parties may differ in codec. */
  openRoom(options: { roomId: string; near?: string }): Promise<MediaRoom>;
  /**
   * Writes a leg to a new WAV file of two channels while it happens: left what its far side says, right what it hears.
   * Rejects when the file can't be created.
   */
  record(options: { legId: string; path: string }): Promise<MediaRecording>;
  /** For health and metrics; `admitting` false when every worker is full. */
  health(): Promise<{
    workers: readonly { id: number; alive: boolean; legs: number; loadPercent: number }[];
    /** The engines of `rtpengine`; none with `embedded`. */
    engines?: readonly {
      address: string;
      alive: boolean;
      /** It takes no new call: it said so moments ago. */
      full: boolean;
      sessions: number;
      packetsPerSecond: number;
    }[];
    admitting: boolean;
  }>;
  close(): Promise<void>;
}
