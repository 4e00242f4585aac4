import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { DtlsCertificate } from './certificate.ts';
import type { DtlsHandshake, DtlsHandshakeOptions } from './dtls-types.ts';
import { splitDatagrams } from './dtls-records.ts';
import { loadOpenssl } from './openssl.ts';
import type { Openssl, Pointer } from './openssl.ts';

/** EVP_PKEY_EC, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT and others, from OpenSSL's headers. */
const ecKey = 408;
const verifyPeer = 3;
const noQueryMtu = 0x1000;
const setMtu = 17;
const handleTimeout = 74;
const wantRead = 2;
const zeroReturn = 6;

/** Fits any path with room for tunnels. */
const mtuBytes = 1_200;
const srtpProfile = 'SRTP_AES128_CM_SHA1_80';
const exportLabel = 'EXTRACTOR-dtls_srtp';

const contexts = new WeakMap<DtlsCertificate, Pointer>();

/** Null when Node's OpenSSL can't be reached. */
export function createOpensslHandshake(options: DtlsHandshakeOptions): DtlsHandshake | null {
  const openssl = loadOpenssl();
  return openssl && new OpensslHandshake(openssl, options);
}

class OpensslHandshake implements DtlsHandshake {
  readonly #openssl: Openssl;
  readonly #options: DtlsHandshakeOptions;
  readonly #incoming: Pointer;
  readonly #outgoing: Pointer;
  readonly #scratch = Buffer.alloc(16_384);
  /** Null once freed: no call may reach it then. */
  #ssl: Pointer | null;
  #isConnected = false;

  constructor(openssl: Openssl, options: DtlsHandshakeOptions) {
    this.#openssl = openssl;
    this.#options = options;
    this.#incoming = openssl.BIO_new(openssl.BIO_s_mem());
    this.#outgoing = openssl.BIO_new(openssl.BIO_s_mem());
    this.#ssl = openssl.SSL_new(contextOf(openssl, options.certificate));
    openssl.SSL_set_bio(this.#ssl, this.#incoming, this.#outgoing);
    openssl.SSL_set_options(this.#ssl, noQueryMtu);
    openssl.SSL_ctrl(this.#ssl, setMtu, mtuBytes, null);
    openssl.SSL_set_accept_state(this.#ssl);
  }

  receive(packet: Buffer): void {
    if (this.#ssl === null) return;
    this.#openssl.BIO_write(this.#incoming, packet, packet.length);
    if (this.#isConnected) this.#read(this.#ssl);
    else this.#advance(this.#ssl);
  }

  check(): void {
    if (this.#ssl === null || this.#isConnected) return;
    this.#openssl.SSL_ctrl(this.#ssl, handleTimeout, 0, null);
    this.#flush();
    this.#openssl.ERR_clear_error();
  }

  close(): void {
    const ssl = this.#ssl;
    this.#ssl = null;
    if (ssl !== null) this.#openssl.SSL_free(ssl);
  }

  #advance(ssl: Pointer): void {
    const result = this.#openssl.SSL_do_handshake(ssl);
    const error = result === 1 ? 0 : this.#openssl.SSL_get_error(ssl, result);
    this.#flush();
    // The queue belongs to the thread: what stays in it would surface in somebody else's call.
    this.#openssl.ERR_clear_error();
    if (result === 1) this.#connected(ssl);
    else if (error !== wantRead) this.#end('failed');
  }

  /** After the handshake: the peer's repeats are answered by OpenSSL, and its goodbye is found. */
  #read(ssl: Pointer): void {
    const result = this.#openssl.SSL_read(ssl, this.#scratch, this.#scratch.length);
    const error = result > 0 ? 0 : this.#openssl.SSL_get_error(ssl, result);
    this.#flush();
    this.#openssl.ERR_clear_error();
    if (error === zeroReturn) this.#end('closed');
  }

  #connected(ssl: Pointer): void {
    const remoteCertificate = this.#peerCertificate(ssl);
    const keys = Buffer.alloc(60);
    const { length } = exportLabel;
    const isExported = this.#openssl.SSL_export_keying_material(ssl, keys, 60, exportLabel, length, null, 0, 0) === 1;
    if (!remoteCertificate || !isExported || !this.#openssl.SSL_get_selected_srtp_profile(ssl)) {
      return this.#end('failed');
    }
    this.#isConnected = true;
    // RFC 5764 4.2: client key, server key, client salt, server salt; we are the server.
    this.#options.onConnected({
      local: { key: keys.subarray(16, 32), salt: keys.subarray(46, 60) },
      remote: { key: keys.subarray(0, 16), salt: keys.subarray(32, 46) },
      remoteCertificate,
    });
  }

  #peerCertificate(ssl: Pointer): Buffer | null {
    const certificate = this.#openssl.SSL_get1_peer_certificate(ssl);
    if (!certificate) return null;
    const bio = this.#openssl.BIO_new(this.#openssl.BIO_s_mem());
    this.#openssl.i2d_X509_bio(bio, certificate);
    const size = this.#openssl.BIO_read(bio, this.#scratch, this.#scratch.length);
    this.#openssl.BIO_free(bio);
    this.#openssl.X509_free(certificate);
    return size > 0 ? Buffer.from(this.#scratch.subarray(0, size)) : null;
  }

  #flush(): void {
    for (;;) {
      const size = this.#openssl.BIO_read(this.#outgoing, this.#scratch, this.#scratch.length);
      if (size <= 0) return;
      const records = Buffer.from(this.#scratch.subarray(0, size));
      for (const datagram of splitDatagrams(records, mtuBytes)) this.#options.send(datagram);
    }
  }

  #end(reason: 'closed' | 'failed'): void {
    this.close();
    this.#options.onEnded(reason);
  }
}

/** One per certificate and thread; it lives as long as the thread. */
function contextOf(openssl: Openssl, certificate: DtlsCertificate): Pointer {
  const known = contexts.get(certificate);
  if (known !== undefined) return known;
  const context = openssl.SSL_CTX_new(openssl.DTLS_server_method());
  const der = new X509Certificate(certificate.certificatePem).raw;
  const key = createPrivateKey(certificate.keyPem).export({ type: 'sec1', format: 'der' });
  const isUsable =
    openssl.SSL_CTX_use_certificate_ASN1(context, der.length, der) === 1 &&
    openssl.SSL_CTX_use_PrivateKey_ASN1(ecKey, context, key, key.length) === 1 &&
    openssl.SSL_CTX_set_tlsext_use_srtp(context, srtpProfile) === 0;
  if (!isUsable) throw new Error('OpenSSL refused our DTLS certificate');
  openssl.SSL_CTX_set_verify(context, verifyPeer, openssl.acceptAny);
  contexts.set(certificate, context);
  return context;
}
