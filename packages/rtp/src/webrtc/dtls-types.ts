import type { DtlsCertificate } from './certificate.ts';
import type { SrtpMasterKey } from '../srtp/srtp-keys.ts';

export type DtlsResult = {
  readonly local: SrtpMasterKey;
  readonly remote: SrtpMasterKey;
  /** DER bytes of the peer's certificate, to be held against its fingerprint. */
  readonly remoteCertificate: Buffer;
};

export type DtlsHandshakeOptions = {
  readonly certificate: DtlsCertificate;
  readonly send: (packet: Buffer) => void;
  readonly onConnected: (result: DtlsResult) => void;
  /** `closed`: the peer said goodbye after the handshake. */
  readonly onEnded: (reason: 'closed' | 'failed') => void;
};

/** The server side of DTLS-SRTP (RFC 5764) over datagrams that the caller moves. */
export interface DtlsHandshake {
  /** A datagram from the peer; it is copied. */
  receive(packet: Buffer): void;
  /** Repeats what got no answer; to be called some times a second. */
  check(): void;
  close(): void;
}
