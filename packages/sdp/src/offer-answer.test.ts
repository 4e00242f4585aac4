import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerOffer } from './answer.ts';
import { applyAnswer } from './apply-answer.ts';
import { mediaFormats } from './codecs.ts';
import type { CodecName } from './codecs.ts';
import { answerDirection, isHeld, reverseDirection } from './direction.ts';
import { formatSdp } from './format.ts';
import { createOffer } from './offer.ts';
import { answered, description, local, localWebRtc, parsed } from './testing/helpers.ts';
import { samples } from './testing/samples.ts';
import type { MediaDirection } from './types.ts';

const directions: MediaDirection[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];

describe('createOffer', () => {
  test('lists codecs in order with their telephone events', () => {
    const text = formatSdp(createOffer(local));
    expect(text).toContain('m=audio 40000 RTP/AVP 111 9 8 0 110 101\r\n');
    expect(text).toContain('a=rtpmap:111 opus/48000/2\r\n');
    expect(text).toContain('a=rtpmap:110 telephone-event/48000\r\n');
    expect(text).toContain('a=fmtp:101 0-16\r\n');
    expect(text).toContain('a=sendrecv\r\n');
    expect(parsed(text)).toEqual(createOffer(local));
  });

  test('takes the numbers of another party for what it shares with it, and others where they are taken', () => {
    const like = mediaFormats(
      parsed(
        description(
          'm=audio 4000 RTP/AVP 96 8 126 111 101',
          'a=rtpmap:96 opus/48000/2',
          'a=rtpmap:126 telephone-event/8000',
          'a=rtpmap:111 speex/8000',
          'a=rtpmap:101 L16/8000',
        ),
      ).media[0]!,
    );
    const offer = createOffer({ ...local, like });
    expect(offer.media[0]!.formats).toEqual(['96', '9', '8', '0', '110', '126']);
    const again = createOffer({ ...local, like: [], previous: offer });
    expect(again.media[0]!.formats).toEqual(offer.media[0]!.formats);
  });

  test('for a browser: SAVPF, multiplexed, actpass, bundled', () => {
    const session = createOffer(localWebRtc);
    expect(session).toMatchObject({ iceLite: true, groups: [{ semantics: 'BUNDLE', mids: ['0'] }] });
    expect(session.media[0]).toMatchObject({
      protocol: 'UDP/TLS/RTP/SAVPF',
      rtcpMux: true,
      setup: 'actpass',
      mid: '0',
    });
  });

  test('the version rises only when something changed', () => {
    const first = createOffer(local);
    const same = createOffer({ ...local, previous: first });
    const held = createOffer({ ...local, direction: 'sendonly', previous: same });
    expect([first, same, held].map((session) => session.origin.sessionVersion)).toEqual(['1', '1', '2']);
    expect(held.origin.sessionId).toBe(first.origin.sessionId);
  });

  test('a re-offer keeps rejected lines and payload types of what we answered', () => {
    const { answer } = answered(samples.firefox, localWebRtc);
    const reoffer = createOffer({ ...localWebRtc, direction: 'sendonly', previous: answer });
    expect(reoffer.media.map((media) => [media.kind, media.port])).toEqual([
      ['audio', 40_000],
      ['video', 0],
    ]);
    expect(reoffer.media[0]?.formats[0]).toBe('109');
    expect(reoffer.media[0]?.rtpmaps.filter((map) => map.encoding === 'telephone-event')).toContainEqual({
      payloadType: 101,
      encoding: 'telephone-event',
      clockRate: 8_000,
    });
    expect(new Set(reoffer.media[0]?.formats).size).toBe(reoffer.media[0]?.formats.length);
  });
});

describe('answerOffer', () => {
  test('RFC 3264 10.1: audio taken with PCMU, both videos refused in place', () => {
    const offer = description(
      'm=audio 49170 RTP/AVP 0',
      'a=rtpmap:0 PCMU/8000',
      'm=video 51372 RTP/AVP 31',
      'a=rtpmap:31 H261/90000',
      'm=video 53000 RTP/AVP 32',
      'a=rtpmap:32 MPV/90000',
    );
    const { answer, negotiated } = answered(offer, local);
    expect(answer.media.map((media) => [media.kind, media.port, media.formats[0]])).toEqual([
      ['audio', 40_000, '0'],
      ['video', 0, '31'],
      ['video', 0, '32'],
    ]);
    expect(negotiated).toMatchObject({ codec: 'PCMU', remotePort: 49_170, telephoneEvents: [] });
  });

  test('RFC 3264 10.2: one of N codecs, our order decides', () => {
    const offer = description(
      'm=audio 62986 RTP/AVP 0 4 18',
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:4 G723/8000',
      'a=rtpmap:18 G729/8000',
      'a=inactive',
    );
    const { answer, negotiated } = answered(offer, { ...local, codecs: ['PCMA', 'PCMU'] });
    expect(answer.media[0]?.formats).toEqual(['0']);
    expect(negotiated.direction).toBe('inactive');
  });

  test('Chromium gets Opus over DTLS, with both telephone-event rates', () => {
    const { answer, negotiated } = answered(samples.chromium, localWebRtc);
    expect(negotiated).toMatchObject({
      codec: 'opus',
      clockRate: 48_000,
      payloadTypes: { send: 111, receive: 111 },
      direction: 'sendrecv',
      isRemoteHolding: false,
      security: 'dtls',
      telephoneEvents: [
        { send: 110, clockRate: 48_000 },
        { send: 126, clockRate: 8_000 },
      ],
      ice: { ufrag: '4ZcD', isLite: false, options: ['trickle'] },
      dtls: { remoteSetup: 'actpass', localRole: 'server' },
      remoteParameters: 'minptime=10;useinbandfec=1',
    });
    expect(answer.media[0]).toMatchObject({ setup: 'passive', mid: '0', rtcpMux: true, iceUfrag: 'abcd' });
    expect(answer.iceLite).toBe(true);
    expect(formatSdp(answer)).toContain('a=ice-lite\r\n');
    expect(formatSdp(answer)).toContain('m=audio 40000 UDP/TLS/RTP/SAVPF 111 110 126\r\n');
  });

  test('Firefox video is refused and leaves the bundle', () => {
    const { answer, negotiated } = answered(samples.firefox, localWebRtc);
    expect(negotiated.payloadTypes).toEqual({ send: 109, receive: 109 });
    expect(negotiated.dtls?.fingerprints[0]?.hash).toBe('sha-256');
    expect(answer.groups).toEqual([{ semantics: 'BUNDLE', mids: ['0'] }]);
    expect(answer.media[1]).toMatchObject({ port: 0, mid: '1', direction: 'inactive' });
  });

  test('desk phones and generators', () => {
    expect(answered(samples.yealink, local).negotiated).toMatchObject({ codec: 'G722', ptime: 30, remotePort: 11_794 });
    expect(answered(samples.baresip, local).negotiated).toMatchObject({ codec: 'PCMA', remoteRtcpPort: 16_413 });
    expect(answered(samples.sipp, local).negotiated).toMatchObject({ codec: 'PCMU', telephoneEvents: [] });
    expect(answered(samples.staticOnly, local).negotiated).toMatchObject({ codec: 'G722', remoteRtcpPort: 4_001 });
  });

  test('SDES: takes the first suite we have and repeats its tag', () => {
    const own = { suite: 'AES_CM_128_HMAC_SHA1_80', keyParameters: 'inline:CCCC' };
    const { answer, negotiated } = answered(samples.snom, { ...local, cryptos: [own] });
    expect(answer.media[0]?.cryptos).toEqual([{ tag: 2, ...own }]);
    expect(negotiated.sdes?.remote.keyParameters).toMatch(/^inline:B/);
  });

  test.each([
    ['no audio', description('m=video 5000 RTP/AVP 31'), 'no_audio'],
    ['audio already off', description('m=audio 0 RTP/AVP 0'), 'no_audio'],
    ['only G.729', description('m=audio 5000 RTP/AVP 18'), 'no_common_codec'],
    ['not RTP', description('m=audio 5000 TCP/MRCPv2 0'), 'unsupported_protocol'],
    ['keys we lack', samples.snom, 'sdes_unavailable'],
    ['DTLS we lack', samples.chromium, 'dtls_unavailable'],
    ['no address', 'v=0\r\no=- 1 1 IN IP4 h\r\nm=audio 5 RTP/AVP 0\r\n', 'no_address'],
  ])('refuses: %s', (_, offer, reason) => {
    expect(answerOffer(parsed(offer), local)).toEqual({ kind: 'rejected', reason });
  });

  test('a second audio line is taken when the first cannot be', () => {
    const offer = description('m=audio 5000 RTP/AVP 18', 'm=audio 5002 RTP/AVP 8');
    const { answer, negotiated } = answered(offer, local);
    expect(negotiated).toMatchObject({ mediaIndex: 1, codec: 'PCMA' });
    expect(answer.media.map((media) => media.port)).toEqual([0, 40_000]);
  });

  test('the direction is the intersection of both wills, whatever was said before', () => {
    for (const offered of directions) {
      const offer = description('m=audio 5000 RTP/AVP 8', `a=${offered}`);
      expect(answered(offer, local).answer.media[0]?.direction).toBe(reverseDirection(offered));
      expect(answered(offer, { ...local, direction: 'inactive' }).negotiated.direction).toBe('inactive');
    }
    expect(answerDirection('sendrecv', 'sendonly')).toBe('sendonly');
    expect(answerDirection('recvonly', 'recvonly')).toBe('inactive');
  });

  test('holds: sendonly, inactive, the all-zero address; not the 0.0.0.0 of a browser', () => {
    const hold = (...lines: string[]) => parsed(description('m=audio 5000 RTP/AVP 8', ...lines));
    const held = [hold('a=sendonly'), hold('a=inactive'), hold('c=IN IP4 0.0.0.0'), parsed(samples.chromium)];
    expect(held.map((session) => isHeld(session, session.media[0]!))).toEqual([true, true, true, false]);
    expect(answered(held[2]!, local).negotiated).toMatchObject({ direction: 'recvonly', isRemoteHolding: true });
  });

  test('a repeated offer gets the same answer with the same version, a hold a higher one', () => {
    const first = answered(samples.baresip, local).answer;
    const again = answered(samples.baresip, { ...local, previous: first }).answer;
    const hold = answered(samples.baresip.replace('a=sendrecv', 'a=sendonly'), { ...local, previous: again }).answer;
    expect(formatSdp(again)).toBe(formatSdp(first));
    expect(hold.origin.sessionVersion).toBe('2');
    expect(hold.media[0]?.direction).toBe('recvonly');
  });
});

describe('applyAnswer', () => {
  test('both ends agree, whatever the payload numbers', () => {
    const offer = createOffer({ ...local, codecs: ['opus', 'PCMA'] });
    const answer = parsed(
      description(
        'm=audio 6000 RTP/AVP 96 97',
        'a=rtpmap:96 OPUS/48000/2',
        'a=rtpmap:97 telephone-event/48000',
        'a=recvonly',
        'a=ptime:40',
      ),
    );
    expect(applyAnswer(offer, answer)).toMatchObject({
      kind: 'negotiated',
      negotiated: {
        codec: 'opus',
        payloadTypes: { send: 96, receive: 111 },
        telephoneEvents: [{ send: 97, receive: 110, clockRate: 48_000 }],
        direction: 'sendonly',
        isRemoteHolding: false,
        ptime: 40,
      },
    });
  });

  test('browser answers: we offered actpass, it is active, so we serve', () => {
    const offer = createOffer(localWebRtc);
    const answer = parsed(samples.chromium.replace('setup:actpass', 'setup:active'));
    expect(applyAnswer(offer, answer)).toMatchObject({
      negotiated: { security: 'dtls', dtls: { localRole: 'server' }, ice: { ufrag: '4ZcD' }, rtcpMux: true },
    });
  });

  test('SDES keys are paired by tag', () => {
    const cryptos = [{ suite: 'AES_CM_128_HMAC_SHA1_80', keyParameters: 'inline:CCCC' }];
    const offer = createOffer({ ...local, cryptos });
    const { answer } = answered(offer, { ...local, cryptos: [{ ...cryptos[0]!, keyParameters: 'inline:DDDD' }] });
    expect(applyAnswer(offer, answer)).toMatchObject({
      negotiated: { sdes: { local: { keyParameters: 'inline:CCCC' }, remote: { keyParameters: 'inline:DDDD' } } },
    });
  });

  test.each([
    [description('m=audio 5000 RTP/AVP 8', 'm=video 0 RTP/AVP 31'), 'invalid_answer'],
    [description('m=audio 0 RTP/AVP 8'), 'no_audio'],
    [description('m=audio 5000 RTP/AVP 18'), 'no_common_codec'],
    [description('m=audio 5000 RTP/SAVP 8'), 'unsupported_protocol'],
  ])('refuses %#', (text, reason) => {
    expect(applyAnswer(createOffer(local), parsed(text))).toEqual({ kind: 'rejected', reason });
  });
});

describe('properties', () => {
  const codecs = fc.uniqueArray(fc.constantFrom<CodecName>('opus', 'G722', 'PCMA', 'PCMU'), { minLength: 1 });
  const direction = fc.constantFrom(...directions);

  test('an answer has the lines of the offer, no codec of its own, and both sides conclude the same', () => {
    fc.assert(
      fc.property(codecs, codecs, direction, direction, (offeredCodecs, allowed, offered, willing) => {
        const offer = createOffer({ ...local, codecs: offeredCodecs, direction: offered });
        const result = answerOffer(offer, { ...local, port: 5_000, codecs: allowed, direction: willing });
        const common = allowed.find((codec) => offeredCodecs.includes(codec));
        expect(result.kind === 'answered').toBe(common !== undefined);
        if (result.kind === 'rejected') return;
        const { answer, negotiated } = result;
        expect(answer.media.length).toBe(offer.media.length);
        const ours = mediaFormats(offer.media[0]!).map((map) => JSON.stringify(map));
        for (const map of mediaFormats(answer.media[0]!)) expect(ours).toContain(JSON.stringify(map));
        const applied = applyAnswer(offer, parsed(formatSdp(answer)));
        if (applied.kind !== 'negotiated') throw new Error(applied.reason);
        expect(applied.negotiated.codec).toBe(common);
        expect(negotiated.codec).toBe(common);
        expect(applied.negotiated.direction).toBe(reverseDirection(negotiated.direction));
        expect(applied.negotiated.telephoneEvents).toEqual(negotiated.telephoneEvents);
      }),
    );
  });

  test('an answer never lists a format or line that was not offered, for any mix of lines', () => {
    const line = fc.constantFrom(
      ['m=audio 5000 RTP/AVP 18'],
      ['m=audio 5002 RTP/AVP 0 8'],
      ['m=video 5004 RTP/AVP 31'],
      ['m=image 5006 udptl t38'],
      ['m=audio 0 RTP/AVP 9'],
      ['m=audio 5008 RTP/AVP 96', 'a=rtpmap:96 opus/48000/2'],
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), codecs, (lines, allowed) => {
        const offer = parsed(description(...lines.flat()));
        const result = answerOffer(offer, { ...local, codecs: allowed });
        if (result.kind !== 'answered') return;
        expect(result.answer.media.map((media) => media.kind)).toEqual(offer.media.map((media) => media.kind));
        expect(result.answer.media.filter((media) => media.port !== 0)).toHaveLength(1);
        for (const [index, media] of result.answer.media.entries()) {
          for (const format of media.formats) expect(offer.media[index]?.formats).toContain(format);
        }
      }),
    );
  });
});
