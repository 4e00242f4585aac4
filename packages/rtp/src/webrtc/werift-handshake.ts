import { createVerify, X509Certificate } from 'node:crypto';
import { DtlsServer, HashAlgorithm, SignatureAlgorithm } from 'werift';
import type { DtlsHandshake, DtlsHandshakeOptions } from './dtls-types.ts';

/** SRTP_AES128_CM_HMAC_SHA1_80, which every browser has (RFC 5764 4.1.2). */
const srtpProfile = 1;

/** The handshake by werift: pure TypeScript, for machines without the system calls. The library is hidden here. */
export class WeriftHandshake implements DtlsHandshake {
  readonly #options: DtlsHandshakeOptions;
  readonly #receive: { onData: (packet: Buffer) => void };
  #isConnected = false;
  #isEnded = false;

  constructor(options: DtlsHandshakeOptions) {
    this.#options = options;
    const transport = datagramTransport(options.send);
    this.#receive = transport as unknown as { onData: (packet: Buffer) => void };
    const server = new DtlsServer({
      cert: options.certificate.certificatePem,
      key: options.certificate.keyPem,
      signatureHash: { hash: HashAlgorithm.sha256_4, signature: SignatureAlgorithm.ecdsa_3 },
      transport,
      srtpProfiles: [srtpProfile],
      certificateRequest: true,
      extendedMasterSecret: true,
    });
    server.onConnect.subscribe(() => this.#connected(server));
    server.onError.subscribe(() => this.#end('failed'));
    server.onClose.subscribe(() => this.#end(this.#isConnected ? 'closed' : 'failed'));
  }

  /** A datagram from the peer; it is copied, the library keeps parts of it. */
  receive(packet: Buffer): void {
    if (!this.#isEnded) this.#receive.onData(Buffer.from(packet));
  }

  check(): void {}

  close(): void {
    this.#isEnded = true;
  }

  #connected(server: DtlsServer): void {
    // A repeated Finished of the peer connects again: the keys are the same.
    if (this.#isConnected || this.#isEnded) return;
    const { remoteCertificate } = server;
    if (!remoteCertificate || server.srtp.srtpProfile !== srtpProfile) return this.#end('failed');
    if (!ownsCertificate(server, remoteCertificate)) return this.#end('failed');
    this.#isConnected = true;
    const keys = server.extractSessionKeys(16, 14);
    this.#options.onConnected({
      local: { key: keys.localKey, salt: keys.localSalt },
      remote: { key: keys.remoteKey, salt: keys.remoteSalt },
      remoteCertificate,
    });
  }

  #end(reason: 'closed' | 'failed'): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#options.onEnded(reason);
  }
}

const certificateVerify = 15;

/**
 * RFC 5246 7.4.8: the peer signs the handshake so far with its certificate's key. The library reads this message but
 * does not check it, and without the check anybody could show a certificate seen elsewhere.
 */
function ownsCertificate(server: DtlsServer, certificate: Buffer): boolean {
  const messages = server.dtls.sortedHandshakeCache;
  const position = messages.findIndex((message) => message.msg_type === certificateVerify);
  const proof = messages[position]?.fragment;
  if (!proof || proof.length < 4) return false;
  const [hash, scheme] = [proof[0], proof[1]];
  const algorithm = hash === 4 ? 'sha256' : hash === 5 ? 'sha384' : null;
  if (!algorithm || (scheme !== 1 && scheme !== 3)) return false;
  const signed = Buffer.concat(messages.slice(0, position).map((message) => message.serialize()));
  const signature = proof.subarray(4, 4 + proof.readUInt16BE(2));
  try {
    return createVerify(algorithm).update(signed).verify(new X509Certificate(certificate).publicKey, signature);
  } catch {
    return false;
  }
}

function datagramTransport(send: (packet: Buffer) => void) {
  return {
    type: 'udp',
    address: { address: '', family: 'IPv4', port: 0 },
    closed: false,
    onData: (_packet: Buffer, _source: unknown) => {},
    send: async (packet: Buffer) => send(packet),
    close: async () => {},
  };
}
