/** Descriptions in the shape that real peers send; addresses and keys are made up. Lines are joined with CRLF. */
function sdp(text: string): string {
  return `${text
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .join('\r\n')}\r\n`;
}

const fingerprint = Array.from({ length: 32 }, (_, index) => (index + 16).toString(16).toUpperCase()).join(':');

/** Chromium with trickle: port 9 and 0.0.0.0, candidates come later or follow in the text. */
export const chromium = sdp(`
  v=0
  o=- 4611731400430051336 2 IN IP4 127.0.0.1
  s=-
  t=0 0
  a=group:BUNDLE 0
  a=extmap-allow-mixed
  a=msid-semantic: WMS 7c0e9a3e-6f1c-4b8e-9d58-0f8e1f4d7b11
  m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
  c=IN IP4 0.0.0.0
  a=rtcp:9 IN IP4 0.0.0.0
  a=candidate:2162486046 1 udp 2113937151 0f2c7a52-8e49-4a55-9a0e-6d1dfb4fa0e4.local 53124 typ host generation 0 network-cost 999
  a=ice-ufrag:4ZcD
  a=ice-pwd:2/1muCWoOi3uLifh0NuRHlYQ
  a=ice-options:trickle
  a=fingerprint:sha-256 ${fingerprint}
  a=setup:actpass
  a=mid:0
  a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
  a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
  a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
  a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
  a=sendrecv
  a=msid:7c0e9a3e-6f1c-4b8e-9d58-0f8e1f4d7b11 5b5d1c3c-3f65-4d0d-a9d3-0c6d0a6f2d10
  a=rtcp-mux
  a=rtcp-rsize
  a=rtpmap:111 opus/48000/2
  a=rtcp-fb:111 transport-cc
  a=fmtp:111 minptime=10;useinbandfec=1
  a=rtpmap:63 red/48000/2
  a=fmtp:63 111/111
  a=rtpmap:9 G722/8000
  a=rtpmap:0 PCMU/8000
  a=rtpmap:8 PCMA/8000
  a=rtpmap:13 CN/8000
  a=rtpmap:110 telephone-event/48000
  a=rtpmap:126 telephone-event/8000
  a=ssrc:3735928559 cname:uK7pXyOvzkVbKxfd
  a=ssrc:3735928559 msid:7c0e9a3e-6f1c-4b8e-9d58-0f8e1f4d7b11 5b5d1c3c-3f65-4d0d-a9d3-0c6d0a6f2d10
`);

/** Firefox with audio and video; Opus is 109, session-level fingerprint. */
export const firefox = sdp(`
  v=0
  o=mozilla...THIS_IS_SDPARTA-99.0 7283461923847561023 0 IN IP4 0.0.0.0
  s=-
  t=0 0
  a=fingerprint:sha-256 ${fingerprint}
  a=group:BUNDLE 0 1
  a=ice-options:trickle
  a=msid-semantic:WMS *
  m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101
  c=IN IP4 0.0.0.0
  a=sendrecv
  a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
  a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level
  a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1
  a=fmtp:101 0-15
  a=ice-pwd:c3b1d0a9f8e7d6c5b4a392817060504f
  a=ice-ufrag:9f8e7d6c
  a=mid:0
  a=msid:{2f1d9b0e-4d9e-4b2b-8a0a-7f8f0f4f6a11} {e0d2c1b4-5a69-4788-9a0b-1c2d3e4f5061}
  a=rtcp-mux
  a=rtpmap:109 opus/48000/2
  a=rtpmap:9 G722/8000/1
  a=rtpmap:0 PCMU/8000
  a=rtpmap:8 PCMA/8000
  a=rtpmap:101 telephone-event/8000/1
  a=setup:actpass
  a=ssrc:2882400152 cname:{b8c7d6e5-f4a3-4291-8070-6f5e4d3c2b1a}
  m=video 9 UDP/TLS/RTP/SAVPF 120 124
  c=IN IP4 0.0.0.0
  a=sendrecv
  a=ice-pwd:c3b1d0a9f8e7d6c5b4a392817060504f
  a=ice-ufrag:9f8e7d6c
  a=mid:1
  a=rtcp-mux
  a=rtpmap:120 VP8/90000
  a=rtpmap:124 rtx/90000
  a=fmtp:124 apt=120
  a=setup:actpass
`);

export const baresip = sdp(`
  v=0
  o=- 1187346295 2043761902 IN IP4 192.0.2.15
  s=-
  c=IN IP4 192.0.2.15
  t=0 0
  a=tool:baresip 1.0.0
  m=audio 16412 RTP/AVP 8 0 101
  a=rtpmap:8 PCMA/8000
  a=rtpmap:0 PCMU/8000
  a=rtpmap:101 telephone-event/8000
  a=fmtp:101 0-15
  a=rtcp:16413
  a=sendrecv
  a=label:1
  a=rtcp-rsize
  a=ssrc:2718281828 cname:sip:ada@example.com
  a=ptime:20
`);

/** A desk phone: G.722 first, 30 ms wish, G.729 that we do not speak. */
export const yealink = sdp(`
  v=0
  o=- 20014 20014 IN IP4 198.51.100.23
  s=SDP data
  c=IN IP4 198.51.100.23
  t=0 0
  m=audio 11794 RTP/AVP 9 8 0 18 101
  a=rtpmap:9 G722/8000
  a=rtpmap:8 PCMA/8000
  a=rtpmap:0 PCMU/8000
  a=rtpmap:18 G729/8000
  a=fmtp:18 annexb=no
  a=rtpmap:101 telephone-event/8000
  a=fmtp:101 0-15
  a=ptime:30
  a=sendrecv
`);

/** A desk phone over TLS with SDES keys. */
export const snom = sdp(`
  v=0
  o=root 1465926361 1465926361 IN IP4 203.0.113.44
  s=call
  c=IN IP4 203.0.113.44
  t=0 0
  m=audio 63122 RTP/SAVP 9 0 8 3 99 112 18 101
  a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
  a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB|2^31
  a=rtpmap:9 G722/8000
  a=rtpmap:0 PCMU/8000
  a=rtpmap:8 PCMA/8000
  a=rtpmap:3 GSM/8000
  a=rtpmap:99 G726-32/8000
  a=rtpmap:112 AAL2-G726-32/8000
  a=rtpmap:18 G729/8000
  a=fmtp:18 annexb=no
  a=rtpmap:101 telephone-event/8000
  a=fmtp:101 0-15
  a=ptime:20
  a=sendrecv
`);

/** The default SIPp scenario: static payload type, nothing else. */
export const sipp = sdp(`
  v=0
  o=user1 53655765 2353687637 IN IP4 127.0.0.1
  s=-
  c=IN IP4 127.0.0.1
  t=0 0
  m=audio 6000 RTP/AVP 0
  a=rtpmap:0 PCMU/8000
`);

/** Only static payload types, no rtpmap at all. */
export const staticOnly = sdp(`
  v=0
  o=- 1 1 IN IP4 192.0.2.9
  s=-
  c=IN IP4 192.0.2.9
  t=0 0
  m=audio 4000 RTP/AVP 18 9 8 0
`);

export const samples = { chromium, firefox, baresip, yealink, snom, sipp, staticOnly };
