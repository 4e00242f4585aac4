export { createDtlsCertificate } from './certificate.ts';
export type { DtlsCertificate } from './certificate.ts';
export { createIceCredentials } from './ice-lite.ts';
export type { IceCredentials } from './ice-lite.ts';
export { WebRtcPeer } from './web-rtc-peer.ts';
export type { RemotePeer } from './web-rtc-peer.ts';
