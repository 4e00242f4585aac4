/** Where the certificates of caller identities come from. Whoever calls us chooses the address: it is not to be trusted. */
export interface CertificateSource {
  /** The PEM file at this address. @throws when it cannot be had, or must not be asked for */
  fetch(url: string): Promise<string>;
}
