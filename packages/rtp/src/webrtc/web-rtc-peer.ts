import type { Endpoint } from '../io/udp.ts';
import { classifyPacket } from '../packet/classify.ts';
import type { DtlsCertificate } from './certificate.ts';
import { createDtlsHandshake, matchesFingerprint } from './dtls-handshake.ts';
import type { Fingerprint } from './dtls-handshake.ts';
import type { DtlsHandshake, DtlsResult } from './dtls-types.ts';
import { IceLiteAgent } from './ice-lite.ts';
import type { IceCredentials } from './ice-lite.ts';
import { SrtcpReceiver, SrtcpSender } from '../srtp/srtcp.ts';
import { SrtpReceiver, SrtpSender } from '../srtp/srtp.ts';

export type WebRtcPeerOptions = {
  readonly ice: IceCredentials;
  readonly certificate: DtlsCertificate;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly send: (packet: Uint8Array, destination: Endpoint) => void;
  readonly onRtp: (packet: Buffer) => void;
  readonly onRtcp: (packet: Buffer) => void;
  /** ICE and DTLS are up and the peer is who its description says. */
  readonly onConnected: () => void;
  readonly onFailed: (reason: string) => void;
};

export type RemotePeer = { readonly ufrag: string; readonly fingerprints: readonly Fingerprint[] };

export type PeerState = 'new' | 'connecting' | 'connected' | 'failed' | 'closed';

/** No sign of life for this long: the browser is gone (it checks every 2-5 s; consent would last 30 s, RFC 7675). */
const silenceLimitMs = 20_000;
const connectLimitMs = 20_000;

type Keys = { sender: SrtpSender; receiver: SrtpReceiver; rtcpSender: SrtcpSender; rtcpReceiver: SrtcpReceiver };

/** One browser on one port: ICE lite, DTLS server, SRTP, RTP and RTCP multiplexed. Moves packets, knows no audio. */
export class WebRtcPeer {
  readonly #options: WebRtcPeerOptions;
  readonly #ice: IceLiteAgent;
  #dtls: DtlsHandshake | null = null;
  #remote: RemotePeer | null = null;
  #handshake: DtlsResult | null = null;
  #keys: Keys | null = null;
  #lastHeardMs: number;
  #connectSinceMs: number | null = null;
  #state: PeerState = 'new';

  constructor(options: WebRtcPeerOptions) {
    this.#options = options;
    this.#ice = new IceLiteAgent(options.ice);
    this.#lastHeardMs = options.now();
  }

  get state(): PeerState {
    return this.#state;
  }

  /** The far side's description. Again on each re-negotiation; its credentials must stay the same. */
  setRemote(remote: RemotePeer): void {
    this.#remote = remote;
    this.#ice.setRemote(remote.ufrag);
    this.#connectSinceMs ??= this.#options.now();
    if (this.#state === 'new') this.#state = 'connecting';
    this.#finish();
  }

  /** Any datagram of this leg's port. */
  receive(packet: Buffer, source: Endpoint): void {
    switch (classifyPacket(packet, packet.length)) {
      case 'stun':
        return this.#receiveStun(packet, source);
      case 'dtls':
        return this.#receiveDtls(packet);
      case 'rtp': {
        const plain = this.#keys?.receiver.unprotect(packet);
        if (plain) this.#options.onRtp(plain);
        return;
      }
      case 'rtcp': {
        const plain = this.#keys?.rtcpReceiver.unprotect(packet);
        if (plain) this.#options.onRtcp(plain);
        return;
      }
      case 'turn_channel':
      case 'unknown':
        return;
    }
  }

  /** Sealed and sent when connected, otherwise dropped: early media has nowhere to go. */
  sendRtp(packet: Uint8Array): void {
    const sealed = this.#keys?.sender.protect(packet);
    if (sealed) this.#sendToSelected(sealed);
  }

  sendRtcp(packet: Uint8Array): void {
    if (this.#keys) this.#sendToSelected(this.#keys.rtcpSender.protect(packet));
  }

  /** To be called about every second: notices a peer that went away or never came. */
  check(): void {
    const now = this.#options.now();
    this.#dtls?.check();
    if (this.#state === 'connected' && now - this.#lastHeardMs > silenceLimitMs) this.#fail('the browser went away');
    const since = this.#connectSinceMs;
    if (this.#state === 'connecting' && since !== null && now - since > connectLimitMs) {
      this.#fail(this.#ice.selected ? 'the DTLS handshake did not end' : 'no ICE check arrived');
    }
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#dtls?.close();
    this.#keys = null;
  }

  #receiveStun(packet: Buffer, source: Endpoint): void {
    const answer = this.#ice.answer(packet, source);
    if (!answer) return;
    this.#lastHeardMs = this.#options.now();
    this.#options.send(answer, source);
  }

  /** A handshake only starts after a valid ICE check, which proves that the peer read our description. */
  #receiveDtls(packet: Buffer): void {
    if (!this.#ice.selected || this.#state === 'failed' || this.#state === 'closed') return;
    this.#dtls ??= createDtlsHandshake({
      certificate: this.#options.certificate,
      send: (bytes) => this.#sendToSelected(bytes),
      onConnected: (result) => {
        this.#handshake = result;
        this.#finish();
      },
      onEnded: (reason) => this.#fail(reason === 'closed' ? 'the browser closed' : 'the DTLS handshake failed'),
    });
    this.#dtls.receive(packet);
  }

  /** Handshake and description come in either order; both are needed to know the peer. */
  #finish(): void {
    if (!this.#handshake || !this.#remote || this.#keys || this.#state !== 'connecting') return;
    const { local, remote, remoteCertificate } = this.#handshake;
    if (!matchesFingerprint(remoteCertificate, this.#remote.fingerprints)) {
      return this.#fail('the certificate is not the announced one');
    }
    this.#keys = {
      sender: new SrtpSender(local),
      receiver: new SrtpReceiver(remote),
      rtcpSender: new SrtcpSender(local),
      rtcpReceiver: new SrtcpReceiver(remote),
    };
    this.#state = 'connected';
    this.#options.onConnected();
  }

  #sendToSelected(packet: Uint8Array): void {
    const { selected } = this.#ice;
    if (selected && this.#state !== 'closed') this.#options.send(packet, selected);
  }

  #fail(reason: string): void {
    if (this.#state === 'failed' || this.#state === 'closed') return;
    this.#state = 'failed';
    this.#keys = null;
    this.#options.onFailed(reason);
  }
}
