import type { LegMedia } from '../protocol.ts';

/** How the packets of a leg travel; two kinds, plain RTP and WebRTC. Knows nothing of sound. */
export interface LegTransport {
  /** A description was agreed. */
  configure(media: LegMedia | null): void;
  /** The bytes must not change afterwards, unless they are those just received. */
  sendRtp(packet: Uint8Array): void;
  sendRtcp(packet: Uint8Array): void;
  /** Called about once a second. */
  check(): void;
  close(): Promise<void>;
}

export type LegTransportEvents = {
  readonly onRtp: (packet: Buffer) => void;
  readonly onRtcp: (packet: Buffer) => void;
  /** Sound can flow. May come more than once. */
  readonly onReady: () => void;
  readonly onFailed: (reason: string) => void;
};
