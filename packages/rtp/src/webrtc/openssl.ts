import { createRequire } from 'node:module';

declare const address: unique symbol;
/** Memory of the C side. */
export type Pointer = { readonly [address]: true };

/** The functions of Node's own OpenSSL that a DTLS server needs; names as there. */
export type Openssl = {
  DTLS_server_method(): Pointer;
  SSL_CTX_new(method: Pointer): Pointer;
  SSL_CTX_use_certificate_ASN1(context: Pointer, length: number, der: Uint8Array): number;
  SSL_CTX_use_PrivateKey_ASN1(type: number, context: Pointer, der: Uint8Array, length: number): number;
  /** 0 is success here. */
  SSL_CTX_set_tlsext_use_srtp(context: Pointer, profiles: string): number;
  SSL_CTX_set_verify(context: Pointer, mode: number, callback: Pointer): void;
  SSL_new(context: Pointer): Pointer;
  SSL_free(ssl: Pointer): void;
  SSL_set_bio(ssl: Pointer, read: Pointer, write: Pointer): void;
  SSL_set_options(ssl: Pointer, options: number): number;
  SSL_ctrl(ssl: Pointer, command: number, value: number, parameter: null): number;
  SSL_set_accept_state(ssl: Pointer): void;
  SSL_do_handshake(ssl: Pointer): number;
  SSL_get_error(ssl: Pointer, result: number): number;
  SSL_read(ssl: Pointer, into: Uint8Array, size: number): number;
  SSL_get_selected_srtp_profile(ssl: Pointer): Pointer | null;
  SSL_get1_peer_certificate(ssl: Pointer): Pointer | null;
  SSL_export_keying_material(
    ssl: Pointer,
    out: Uint8Array,
    size: number,
    label: string,
    labelLength: number,
    context: null,
    contextLength: number,
    useContext: number,
  ): number;
  BIO_s_mem(): Pointer;
  BIO_new(method: Pointer): Pointer;
  BIO_free(bio: Pointer): number;
  BIO_read(bio: Pointer, into: Uint8Array, size: number): number;
  BIO_write(bio: Pointer, bytes: Uint8Array, size: number): number;
  i2d_X509_bio(bio: Pointer, certificate: Pointer): number;
  X509_free(certificate: Pointer): void;
  ERR_clear_error(): void;
  /** Accepts any certificate: whose it is, is decided by its fingerprint. */
  readonly acceptAny: Pointer;
};

const declarations = [
  'void* DTLS_server_method()',
  'void* SSL_CTX_new(void*)',
  'int SSL_CTX_use_certificate_ASN1(void*, int, const void*)',
  'int SSL_CTX_use_PrivateKey_ASN1(int, void*, const void*, long)',
  'int SSL_CTX_set_tlsext_use_srtp(void*, const char*)',
  'void SSL_CTX_set_verify(void*, int, CarillonVerify*)',
  'void* SSL_new(void*)',
  'void SSL_free(void*)',
  'void SSL_set_bio(void*, void*, void*)',
  'uint64_t SSL_set_options(void*, uint64_t)',
  'long SSL_ctrl(void*, int, long, void*)',
  'void SSL_set_accept_state(void*)',
  'int SSL_do_handshake(void*)',
  'int SSL_get_error(void*, int)',
  'int SSL_read(void*, void*, int)',
  'void* SSL_get_selected_srtp_profile(void*)',
  'void* SSL_get1_peer_certificate(void*)',
  'int SSL_export_keying_material(void*, void*, size_t, const char*, size_t, void*, size_t, int)',
  'void* BIO_s_mem()',
  'void* BIO_new(void*)',
  'int BIO_free(void*)',
  'int BIO_read(void*, void*, int)',
  'int BIO_write(void*, const void*, int)',
  'int i2d_X509_bio(void*, void*)',
  'void X509_free(void*)',
  'void ERR_clear_error()',
] as const;

let loaded: Openssl | null | undefined;

/** Null where Node's OpenSSL can't be reached (no koffi for this machine, a Node that hides its symbols). */
export function loadOpenssl(): Openssl | null {
  loaded ??= load();
  return loaded;
}

function load(): Openssl | null {
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
    // Not by the file name of a system library: two copies of OpenSSL in one process get each other's calls.
    const library = koffi.load(null);
    const verify = koffi.proto('int CarillonVerify(int, void*)');
    const functions = declarations.map((declaration) => {
      const name = /(\w+)\(/.exec(declaration)?.[1] ?? '';
      return [name, library.func(declaration)] as const;
    });
    const acceptAny: unknown = koffi.register(() => 1, koffi.pointer(verify));
    return { ...Object.fromEntries(functions), acceptAny } as unknown as Openssl;
  } catch {
    return null;
  }
}
