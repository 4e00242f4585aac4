import type { MediaCounters } from '@carillon/api';
import type { SdesKey } from '@carillon/rtp/srtp';
import type { DtlsCertificate, IceCredentials } from '@carillon/rtp/webrtc';
import type { Endpoint, UdpIoChoice } from '@carillon/rtp/io';
import type { CodecName, LegTransport, MediaLegEvents, PlayOptions, RecordedSound } from '../ports/media-plane.ts';

/** A payload type in each direction; they may differ. */
export type PayloadTypes = { readonly send: number; readonly receive: number };

/** What was negotiated, in the terms of packets. */
export type LegMedia = {
  readonly codec: CodecName;
  /** RTP timestamp rate of the codec. */
  readonly clockRate: number;
  readonly payloadTypes: PayloadTypes;
  /** RFC 4733 by clock rate, the codec's own rate first; empty: digits are tones. */
  readonly events: readonly (PayloadTypes & { readonly clockRate: number })[];
  /** Where the far side said that it listens; null for a browser (ICE says it) and for the hold of RFC 2543. */
  readonly remote: { readonly rtp: Endpoint; readonly rtcp: Endpoint } | null;
  readonly rtcpMux: boolean;
  /** Milliseconds of sound per packet that the far side wants. */
  readonly packetMs: number;
  /** The far side listens, and we agreed to send. */
  readonly hears: boolean;
  /** The far side may speak, and does not hold the call. */
  readonly speaks: boolean;
  /** Keys of ours and of the far side; null: not secured, or by DTLS. */
  readonly sdes: { readonly local: SdesKey; readonly remote: SdesKey } | null;
  readonly webrtc: { readonly ufrag: string; readonly fingerprints: readonly { hash: string; value: string }[] } | null;
};

export type OpenLeg = {
  readonly kind: 'open';
  readonly legId: string;
  readonly transport: LegTransport;
  readonly rtpPort: number;
  readonly rtcpPort: number;
  readonly ssrc: number;
  readonly ice: IceCredentials | null;
};

export type LegCommand =
  | { readonly kind: 'configure'; readonly legId: string; readonly media: LegMedia | null }
  | { readonly kind: 'bridge'; readonly legId: string; readonly otherLegId: string }
  | { readonly kind: 'unbridge'; readonly legId: string }
  | { readonly kind: 'enter'; readonly legId: string; readonly roomId: string; readonly isMuted: boolean }
  | { readonly kind: 'record'; readonly legId: string; readonly recordingId: string; readonly path: string }
  | { readonly kind: 'play'; readonly legId: string; readonly options: PlayOptions }
  | { readonly kind: 'stop_playing'; readonly legId: string }
  | { readonly kind: 'send_digits'; readonly legId: string; readonly digits: string }
  | { readonly kind: 'counters'; readonly legId: string }
  | { readonly kind: 'close'; readonly legId: string };

export type RoomCommand =
  | { readonly kind: 'open_room'; readonly roomId: string }
  | { readonly kind: 'mute'; readonly roomId: string; readonly legId: string; readonly isMuted: boolean }
  /** Null: everybody hears the leg. */
  | {
      readonly kind: 'set_audience';
      readonly roomId: string;
      readonly legId: string;
      readonly audience: readonly string[] | null;
    }
  | { readonly kind: 'close_room'; readonly roomId: string };

export type RecordingCommand =
  | { readonly kind: 'pause_recording'; readonly recordingId: string; readonly isPaused: boolean }
  | { readonly kind: 'stop_recording'; readonly recordingId: string };

export type WorkerCommand = OpenLeg | LegCommand | RoomCommand | RecordingCommand | { readonly kind: 'shut_down' };

export type OpenReply =
  | { readonly kind: 'open' }
  | { readonly kind: 'port_in_use' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Counters for `counters` and `close`, the result for `stop_recording`, the outcome for `open`, nothing otherwise. */
export type CommandReply = OpenReply | MediaCounters | RecordedSound | null;

export type LegEventName = keyof MediaLegEvents;
export type LegEvent = {
  [Name in LegEventName]: { readonly name: Name; readonly args: Parameters<MediaLegEvents[Name]> };
}[LegEventName];

export type NumberedCommand = { readonly id: number; readonly command: WorkerCommand };
/** Each message wakes a thread, so those of one moment travel together. */
export type ToWorker = readonly NumberedCommand[];
export type FromWorker = readonly WorkerMessage[];

export type WorkerMessage =
  | { readonly kind: 'started'; readonly io: 'koffi' | 'dgram'; readonly wakeDescriptor: number | null }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: CommandReply }
  | { readonly kind: 'fault'; readonly id: number; readonly message: string }
  /** Something threw while one leg was served; the thread and the other legs went on. A bug of ours, to be logged. */
  | { readonly kind: 'recovered'; readonly legId: string | null; readonly message: string }
  | { readonly kind: 'event'; readonly legId: string; readonly event: LegEvent }
  | { readonly kind: 'speakers'; readonly roomId: string; readonly legIds: readonly string[] };

export type WorkerSettings = {
  readonly address: string;
  readonly io: UdpIoChoice;
  readonly certificate: DtlsCertificate;
  /** See `UdpIoOptions.descriptors`. */
  readonly descriptors: Int32Array;
};

/** Counters of a leg of which nothing is known. */
export const noCounters: MediaCounters = {
  codec: null,
  transcoded: false,
  packetsReceived: 0,
  packetsSent: 0,
  packetsLost: 0,
  jitterMs: null,
  roundTripMs: null,
  mos: null,
  heard: false,
};
