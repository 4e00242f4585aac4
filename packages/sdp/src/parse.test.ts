import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatSdp } from './format.ts';
import { parseSdp } from './parse.ts';
import { description, parsed } from './testing/helpers.ts';
import { samples } from './testing/samples.ts';

describe('parseSdp', () => {
  test('reads what Chromium sends', () => {
    const session = parsed(samples.chromium);
    const [audio] = session.media;
    expect(session.origin.sessionId).toBe('4611731400430051336');
    expect(session.groups).toEqual([{ semantics: 'BUNDLE', mids: ['0'] }]);
    expect(audio).toMatchObject({
      kind: 'audio',
      port: 9,
      mid: '0',
      rtcpMux: true,
      setup: 'actpass',
      iceUfrag: '4ZcD',
    });
    expect(audio?.rtpmaps[0]).toEqual({ payloadType: 111, encoding: 'opus', clockRate: 48_000, channels: 2 });
    expect(audio?.candidates[0]).toMatchObject({ type: 'host', port: 53_124, priority: 2_113_937_151 });
    expect(audio?.candidates[0]?.extensions).toContainEqual(['network-cost', '999']);
    expect(audio?.attributes.map((attribute) => attribute.name)).toContain('rtcp-fb');
    expect(audio?.ssrcs[0]).toEqual({ ssrc: 3_735_928_559, attribute: 'cname', value: 'uK7pXyOvzkVbKxfd' });
  });

  test('reads keys, RTCP port and session-level values', () => {
    expect(parsed(samples.snom).media[0]?.cryptos[1]).toEqual({
      tag: 2,
      suite: 'AES_CM_128_HMAC_SHA1_80',
      keyParameters: `inline:${'B'.repeat(40)}|2^31`,
    });
    expect(parsed(samples.baresip).media[0]?.rtcp).toEqual({ port: 16_413 });
    expect(parsed(samples.firefox).fingerprints[0]?.hash).toBe('sha-256');
  });

  test('keeps attributes it does not know and those it cannot read', () => {
    const session = parsed(description('a=tool:x', 'm=audio 1 RTP/AVP 0', 'a=rtpmap:nonsense', 'a=quiet', 'a=ptime:0'));
    expect(session.attributes).toEqual([{ name: 'tool', value: 'x' }]);
    expect(session.media[0]?.attributes).toEqual([
      { name: 'rtpmap', value: 'nonsense' },
      { name: 'quiet' },
      { name: 'ptime', value: '0' },
    ]);
  });

  test('accepts bare line feeds and a missing s= and t=', () => {
    const session = parsed('v=0\no=- 1 1 IN IP4 192.0.2.1\nc=IN IP4 192.0.2.1\nm=audio 9000 RTP/AVP 8\n');
    expect(session.times).toEqual(['0 0']);
  });

  test.each([
    ['', 1, 'v=0'],
    ['v=1\r\n', 1, 'v=0'],
    ['v=0\r\ns=-\r\n', 0, 'origin line is missing'],
    ['v=0\r\no=- x 1 IN IP4 h\r\n', 2, 'origin'],
    [description('nonsense'), 6, 'x=value'],
    [description('m=audio 70000 RTP/AVP 0'), 6, 'media line'],
    [description('m=audio 7000 RTP/AVP'), 6, 'media line'],
    [description('m=audio 7000 RTP/AVP 0', 'c=IN'), 7, 'connection'],
    [`v=0\r\n${'a=x\r\n'.repeat(20_000)}`, 0, 'too long'],
    [`v=0\r\n${'a=x\r\n'.repeat(3_000)}`, 0, 'too many lines'],
    [description(...Array.from({ length: 65 }, () => 'm=audio 1 RTP/AVP 0')), 70, 'too many media'],
  ])('refuses %#', (text, line, reason) => {
    const result = parseSdp(text);
    expect(result).toMatchObject({ kind: 'sdp_error', line });
    expect(result.kind === 'sdp_error' && result.reason).toContain(reason);
  });
});

describe('formatSdp', () => {
  test.each(Object.entries(samples))('parse, format, parse gives the same for %s', (_, text) => {
    const session = parsed(text);
    expect(parsed(formatSdp(session))).toEqual(session);
  });

  test('a value cannot add lines', () => {
    const session = parsed(samples.sipp);
    session.name = 'x\r\na=injected';
    expect(formatSdp(session)).not.toMatch(/^a=injected/m);
  });

  test('never throws and is stable on mangled input', () => {
    const lines = Object.values(samples).flatMap((text) => text.split('\r\n').slice(1, -1));
    const line = fc.oneof(
      fc.constantFrom(...lines),
      fc.string(),
      fc.tuple(fc.constantFrom(...lines), fc.nat(60), fc.string({ maxLength: 3 })).map(([text, at, noise]) => {
        return text.slice(0, at) + noise + text.slice(at);
      }),
    );
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (body) => {
        const result = parseSdp(['v=0', 'o=- 1 1 IN IP4 192.0.2.1', ...body].join('\r\n'));
        if (result.kind !== 'session') return;
        accepted++;
        const text = formatSdp(result);
        expect(formatSdp(parsed(text))).toBe(text);
      }),
      { numRuns: 2_000 },
    );
    expect(accepted).toBeGreaterThan(20);
  });
});
