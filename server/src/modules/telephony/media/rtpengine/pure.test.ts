import { parseSdp } from '@carillon/sdp';
import { describe, expect, test } from 'vitest';
import type { LegMedia } from '../protocol.ts';
import { agreedDescription, farDescription, nearDescription } from './descriptions.ts';
import { readDigitLine } from './digit-log.ts';
import { readStatistics } from './engine.ts';
import { LegWatch } from './leg-watch.ts';
import { routeOf } from './route.ts';
import type { RouteLeg } from './route.ts';
import { readSessionState } from './session-state.ts';

const lines = (...text: string[]) => ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', ...text, ''].join('\r\n');

describe('descriptions for the engine', () => {
  const phone = (...more: string[]) => lines('c=IN IP4 192.0.2.1', 't=0 0', 'm=audio 4000 RTP/AVP 8 0 101', ...more);

  test('more than one stream is refused in its place', () => {
    const sdp = phone('m=video 4002 RTP/AVP 34', 'm=audio 4004 RTP/AVP 8');
    const far = farDescription(sdp, 'rtp');
    const parsed = parseSdp(far.kind === 'ok' ? far.sdp : '');
    expect(parsed.kind === 'session' && parsed.media.map(({ port }) => port)).toEqual([4000, 0, 0]);
  });

  test('the hold of RFC 2543 becomes a direction', () => {
    const far = farDescription(phone().replace('c=IN IP4 192.0.2.1', 'c=IN IP4 0.0.0.0'), 'rtp');
    expect(far.kind === 'ok' && far.sdp).toContain('a=sendonly');
  });

  test.each([
    ['nonsense', 'rtp', 400],
    [lines('t=0 0'), 'rtp', 488],
    [phone(), 'webrtc', 488],
    [phone().replace('RTP/AVP', 'UDP/TLS/RTP/SAVPF'), 'rtp', 488],
  ] as const)('%j from %s is refused with %i', (sdp, transport, status) => {
    expect(farDescription(sdp, transport)).toMatchObject({ kind: 'rejected', status });
  });

  test('what was agreed is one codec with its digits; a browser that left the role open is passive', () => {
    const sdp = phone('a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-16', 'a=setup:actpass', 'a=sendonly');
    const agreed = agreedDescription(sdp, 'PCMU');
    expect(agreed).toContain('m=audio 4000 RTP/AVP 0 101\r\n');
    expect(agreed).toContain('a=setup:passive\r\n');
    expect(agreed).toContain('a=sendrecv\r\n');
    expect(agreedDescription(sdp.replace('actpass', 'active'), 'PCMU')).toContain('a=setup:active\r\n');
  });

  test('our own legs are told under the address that the engine reaches', () => {
    expect(nearDescription(phone(), '10.0.0.7')).toContain('c=IN IP4 10.0.0.7\r\n');
  });
});

describe('the route of packets', () => {
  const media = (codec: LegMedia['codec'], type: number, events: LegMedia['events']) => ({
    codec,
    clockRate: codec === 'opus' ? 48_000 : 8_000,
    payloadTypes: { send: type, receive: type },
    events,
  });
  const event = (type: number, clockRate = 8_000) => [{ send: type, receive: type, clockRate }];
  const leg = (own: RouteLeg['media'], more: Partial<RouteLeg> = {}): RouteLeg => ({
    talks: true,
    isProcessed: false,
    media: own,
    ...more,
  });
  const phone = leg(media('PCMA', 8, event(101)));

  test.each([
    ['the same codec and digits', phone, phone, 'relayed'],
    ['G.711 of both laws', phone, leg(media('PCMU', 0, event(101))), 'relayed'],
    ['other numbers of digits', phone, leg(media('PCMA', 8, event(96))), 'processed'],
    ['no digits as events', phone, leg(media('PCMA', 8, [])), 'processed'],
    ['Opus against G.711', phone, leg(media('opus', 111, event(101))), 'processed'],
    ['Opus twice', ...twice(leg(media('opus', 111, event(110, 48_000)))), 'relayed'],
    ['Opus by two numbers', leg(media('opus', 111, event(101))), leg(media('opus', 96, event(101))), 'processed'],
    ['a prompt', phone, leg(phone.media, { isProcessed: true }), 'processed'],
    ['a hold', phone, leg(phone.media, { talks: false }), 'processed'],
    ['nothing agreed', phone, leg(null), 'processed'],
  ] as const)('%s: %s', (_name, one, other, route) => {
    expect(routeOf({ sameSession: true, legs: [one, other] })).toBe(route);
    expect(routeOf({ sameSession: true, legs: [other, one] })).toBe(route);
    expect(routeOf({ sameSession: false, legs: [one, other] })).toBe('processed');
  });

  function twice<T>(item: T): [T, T] {
    return [item, item];
  }
});

describe('watching a leg', () => {
  const seen = { isAgreed: true, speaks: true, isRelayed: true };
  const observe = (watch: LegWatch, ...steps: [seconds: number, packets: number][]) =>
    steps.flatMap(([seconds, packets]) => watch.observe({ ...seen, nowMs: seconds * 1_000, packets }));

  test('silence is told every five seconds, anew after sound', () => {
    const found = observe(new LegWatch('rtp'), [0, 1], [4, 1], [6, 1], [7, 1], [11, 1], [12, 2], [13, 2], [18, 2]);
    expect(found).toEqual([6, 11, 6].map((seconds) => ({ kind: 'silence', seconds })));
  });

  test('a browser is ready when it is heard, and gone after 20 s without', () => {
    const watch = new LegWatch('webrtc');
    expect(watch.observe({ ...seen, isAgreed: false, nowMs: 0, packets: 0 })).toEqual([]);
    expect(watch.isConnecting).toBe(false);
    expect(watch.observe({ ...seen, nowMs: 49_000, packets: null })).toEqual([]);
    expect(watch.isConnecting).toBe(true);
    expect(observe(watch, [50, 0], [51, 0])).toEqual([]);
    expect(watch.isConnecting).toBe(true);
    expect(observe(watch, [52, 1])).toEqual([{ kind: 'ready' }]);
    expect(observe(watch, [73, 1])).toEqual([
      { kind: 'silence', seconds: 21 },
      { kind: 'failed', reason: 'the browser went away' },
    ]);
    const never = observe(new LegWatch('webrtc'), [0, 0], [20, 0]);
    expect(never).toEqual([{ kind: 'failed', reason: 'the browser did not connect' }]);
  });

  test('a look without an answer of the engine concludes nothing', () => {
    const watch = new LegWatch('rtp');
    expect(observe(watch, [0, 7])).toEqual([]);
    expect(watch.observe({ ...seen, nowMs: 60_000, packets: null })).toEqual([]);
    expect(observe(watch, [61, 7])).toEqual([{ kind: 'silence', seconds: 61 }]);
  });

  test('one that holds, or is heard by our worker, is not missed', () => {
    const watch = new LegWatch('rtp');
    for (const nowMs of [0, 60_000]) {
      expect(watch.observe({ ...seen, speaks: false, nowMs, packets: 1 })).toEqual([]);
      expect(watch.observe({ ...seen, isRelayed: false, nowMs, packets: 1 })).toEqual([]);
    }
  });
});

describe('replies of an engine', () => {
  test('the state of a session, and nothing but zeros from a reply of another shape', () => {
    const stream = { flags: ['RTP', 'filled'], SSRC: 10, stats: { packets: 20 } };
    const report = { stats: { packets: 3 }, flags: ['RTCP'] };
    const average = { MOS: 33, jitter: 12, 'packet loss': 10, 'round-trip time leg': 40_000, samples: 2 };
    const state = readSessionState({
      SSRC: { '10': { 'average MOS': average } },
      tags: { far: { medias: [{ streams: [stream, report] }] }, near: { medias: 'none' } },
    });
    expect(state.get('far')).toEqual({
      packets: 20,
      roundTripMs: 40,
      reported: { mos: 3.3, jitterMs: 12, lossPercent: 10 },
    });
    expect(state.get('near')).toEqual({ packets: 0, roundTripMs: null, reported: null });
    expect(readSessionState({}).size).toBe(0);
  });

  test('statistics', () => {
    const values = { currentstatistics: { sessionstotal: 3, packetrate: 300 }, totalstatistics: { uptime: '17' } };
    expect(readStatistics({ statistics: values })).toEqual({
      current: { sessions: 3, packetsPerSecond: 300 },
      uptimeSeconds: 17,
    });
    expect(readStatistics({}).uptimeSeconds).toBe(0);
  });

  test('lines of the digit log', () => {
    const line = { callid: 'K', source_tag: 'far-a', event: 11, duration: 100, volume: 10, type: 'DTMF' };
    const read = (value: unknown) => readDigitLine(Buffer.from(JSON.stringify(value)));
    expect(read(line)).toEqual({ callId: 'K', tag: 'far-a', digit: '#', durationMs: 100 });
    for (const broken of [null, 3, {}, { ...line, event: 16 }, { ...line, duration: -1 }, { ...line, callid: 1 }]) {
      expect(read(broken)).toBeNull();
    }
    expect(readDigitLine(Buffer.from([0xff, 0x00]))).toBeNull();
  });
});
