/** A crypto suite with counter mode and HMAC-SHA1, by its name in SDP (RFC 4568 6.2, RFC 6188 4). */
export type SrtpSuite = {
  readonly name: string;
  readonly cipher: 'aes-128-ctr' | 'aes-256-ctr';
  readonly keyBytes: 16 | 32;
  /** Of RTP; RTCP always has 10 (RFC 3711 5.2, RFC 4568 6.2.2). */
  readonly tagBytes: 10 | 4;
};

export const saltBytes = 14;

export const aesCm128Sha1With80: SrtpSuite = {
  name: 'AES_CM_128_HMAC_SHA1_80',
  cipher: 'aes-128-ctr',
  keyBytes: 16,
  tagBytes: 10,
};

/** Best first, in the order in which we offer them: every telephone has the first, few have more than two. */
export const srtpSuites: readonly SrtpSuite[] = [
  { name: 'AES_256_CM_HMAC_SHA1_80', cipher: 'aes-256-ctr', keyBytes: 32, tagBytes: 10 },
  aesCm128Sha1With80,
  { name: 'AES_CM_128_HMAC_SHA1_32', cipher: 'aes-128-ctr', keyBytes: 16, tagBytes: 4 },
  { name: 'AES_256_CM_HMAC_SHA1_32', cipher: 'aes-256-ctr', keyBytes: 32, tagBytes: 4 },
];

export function srtpSuite(name: string): SrtpSuite | undefined {
  return srtpSuites.find((suite) => suite.name === name);
}
