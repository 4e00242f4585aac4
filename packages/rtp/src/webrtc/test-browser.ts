import { createHmac, X509Certificate } from 'node:crypto';
import { DtlsClient, HashAlgorithm, SignatureAlgorithm } from 'werift';
import { buildRtp } from '../packet/packet.ts';
import { createDtlsCertificate } from './certificate.ts';
import type { Fingerprint } from './dtls-handshake.ts';
import type { IceCredentials } from './ice-lite.ts';
import { SrtpReceiver, SrtpSender } from '../srtp/srtp.ts';
import { WebRtcPeer } from './web-rtc-peer.ts';

const source = { address: '127.0.0.1', port: 5_000 };

/** A signed binding request as a browser sends it (RFC 8445 7.1), nominating. */
export function bindingRequest(username: string, password: string): Buffer {
  const name = Buffer.from(username);
  const attribute = (type: number, value: Buffer) => {
    const bytes = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
    bytes.writeUInt16BE(type, 0);
    bytes.writeUInt16BE(value.length, 2);
    value.copy(bytes, 4);
    return bytes;
  };
  const head = Buffer.from('000100002112a442000102030405060708090a0b', 'hex');
  const message = Buffer.concat([head, attribute(0x0006, name), attribute(0x0025, Buffer.alloc(0))]);
  message.writeUInt16BE(message.length - 20 + 24, 2);
  return Buffer.concat([message, attribute(0x0008, createHmac('sha1', password).update(message).digest())]);
}

/** A peer of ours and a browser made of the library's DTLS client, joined without a network. */
export class TestBrowser {
  readonly peer: WebRtcPeer;
  readonly events: string[] = [];
  readonly heardByServer: Buffer[] = [];
  readonly heardByBrowser: Buffer[] = [];
  readonly stunAnswers: Buffer[] = [];
  readonly fingerprint: Fingerprint;
  now = 1_000;
  readonly #ice: IceCredentials = { ufrag: 'server', pwd: 'a-password-of-22-chars' };
  readonly #client: DtlsClient;
  readonly #transport = {
    type: 'udp',
    address: { address: '', family: 'IPv4', port: 0 },
    closed: false,
    onData: (_packet: Buffer, _from: unknown): void => {},
    send: async (packet: Buffer) => this.#toServer(packet),
    close: async () => {},
  };
  #sender: SrtpSender | null = null;
  #receiver: SrtpReceiver | null = null;

  constructor() {
    const own = createDtlsCertificate(Date.now());
    this.fingerprint = { hash: 'sha-256', value: new X509Certificate(own.certificatePem).fingerprint256 };
    this.peer = new WebRtcPeer({
      ice: this.#ice,
      certificate: createDtlsCertificate(Date.now()),
      now: () => this.now,
      send: (packet) => this.#fromServer(Buffer.from(packet)),
      onRtp: (packet) => this.heardByServer.push(Buffer.from(packet)),
      onRtcp: () => {},
      onConnected: () => this.events.push('connected'),
      onFailed: (reason) => this.events.push(reason),
    });
    this.#client = new DtlsClient({
      cert: own.certificatePem,
      key: own.keyPem,
      signatureHash: { hash: HashAlgorithm.sha256_4, signature: SignatureAlgorithm.ecdsa_3 },
      transport: this.#transport,
      srtpProfiles: [1],
      extendedMasterSecret: true,
    });
    this.#client.onConnect.subscribe(() => {
      const keys = this.#client.extractSessionKeys(16, 14);
      this.#sender = new SrtpSender({ key: keys.localKey, salt: keys.localSalt });
      this.#receiver = new SrtpReceiver({ key: keys.remoteKey, salt: keys.remoteSalt });
    });
  }

  check(): void {
    this.peer.receive(bindingRequest(`${this.#ice.ufrag}:browser`, this.#ice.pwd), source);
  }

  describe(fingerprint = this.fingerprint): void {
    this.peer.setRemote({ ufrag: 'browser', fingerprints: [fingerprint] });
  }

  shakeHands(): void {
    void this.#client.connect().catch(() => {});
  }

  speak(sequence: number): void {
    const payload = new TextEncoder().encode(`frame ${sequence}`);
    const sealed = this.#sender?.protect(
      buildRtp({ marker: false, payloadType: 0, sequence, timestamp: sequence * 160, ssrc: 9, payload }),
    );
    if (sealed) this.peer.receive(sealed, source);
  }

  #toServer(packet: Buffer): void {
    this.peer.receive(packet, source);
  }

  #fromServer(packet: Buffer): void {
    const first = packet[0] ?? 0;
    if (first < 4) this.stunAnswers.push(packet);
    else if (first < 64) setImmediate(() => this.#transport.onData(packet, source));
    else {
      const plain = this.#receiver?.unprotect(packet);
      if (plain) this.heardByBrowser.push(plain);
    }
  }
}
