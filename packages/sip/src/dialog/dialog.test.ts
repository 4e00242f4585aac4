import { describe, expect, test } from 'vitest';
import { headerValues } from '../headers/values.ts';
import type { SipRequest } from '../message.ts';
import { dialogRequest, nextHop, refreshTarget, takeRemoteSeq } from './dialog.ts';
import type { Dialog } from './dialog.ts';
import { glareDelayMs } from './glare.ts';
import { answerTimer, timerDelayMs } from './session-timer.ts';

const dialog: Dialog = {
  callId: 'c',
  localTag: 'l',
  remoteTag: 'r',
  localAddress: '<sip:us@example.com>;tag=l',
  remoteAddress: '<sip:them@example.com>;tag=r',
  localSeq: 4,
  remoteSeq: null,
  routeSet: [],
  remoteTarget: 'sip:them@192.0.2.1',
};
const parts = { method: 'INFO', seq: 5, headers: [], body: new Uint8Array(0) };

describe('requests in a dialog (RFC 3261 12.2.1.1)', () => {
  test('without routes: to the remote target', () => {
    expect(dialogRequest(dialog, parts).uri).toBe('sip:them@192.0.2.1');
    expect(nextHop(dialog)).toBe('sip:them@192.0.2.1');
  });

  test('loose routing: Request-URI is the target, all routes are kept', () => {
    const routed = { ...dialog, routeSet: ['<sip:p1.example;lr>', '<sip:p2.example;lr>'] };
    const request = dialogRequest(routed, parts);
    expect(request.uri).toBe('sip:them@192.0.2.1');
    expect(headerValues(request, 'Route')).toEqual(['<sip:p1.example;lr>', '<sip:p2.example;lr>']);
    expect(nextHop(routed)).toBe('sip:p1.example;lr');
  });

  test('strict routing: the first route is the Request-URI, the target goes last', () => {
    const routed = { ...dialog, routeSet: ['<sip:strict.example>', '<sip:p2.example;lr>'] };
    const request = dialogRequest(routed, parts);
    expect(request.uri).toBe('sip:strict.example');
    expect(headerValues(request, 'Route')).toEqual(['<sip:p2.example;lr>', '<sip:them@192.0.2.1>']);
  });
});

test('12.2.2: the remote CSeq must rise; the first may be anything', () => {
  const first = takeRemoteSeq(dialog, 77);
  expect(first).toMatchObject({ remoteSeq: 77 });
  expect(takeRemoteSeq(first as Dialog, 77)).toBe('old');
  expect(takeRemoteSeq(first as Dialog, 3)).toBe('old');
  expect(takeRemoteSeq(first as Dialog, 90)).toMatchObject({ remoteSeq: 90 });
});

test('12.2.2: a Contact moves the remote target, its absence does not', () => {
  const message = (headers: SipRequest['headers']): SipRequest => ({
    kind: 'request',
    method: 'UPDATE',
    uri: 'sip:x',
    headers,
    body: new Uint8Array(0),
  });
  expect(refreshTarget(dialog, message([]))).toBe(dialog);
  expect(refreshTarget(dialog, message([{ name: 'Contact', value: '<sip:new@192.0.2.9>' }])).remoteTarget).toBe(
    'sip:new@192.0.2.9',
  );
});

test('14.1: the owner of the Call-ID waits 2.1-4 s, the other 0-2 s, in steps of 10 ms', () => {
  expect([0, 0.9999].map((random) => glareDelayMs(true, () => random))).toEqual([2_100, 4_000]);
  expect([0, 0.9999].map((random) => glareDelayMs(false, () => random))).toEqual([0, 2_000]);
  expect(glareDelayMs(true, () => 0.123) % 10).toBe(0);
});

describe('session timers as UAS (RFC 4028 9, table 2)', () => {
  const policy = { expiresSeconds: 1_800, minSeconds: 90 };
  const request = (lines: Record<string, string>): SipRequest => ({
    kind: 'request',
    method: 'INVITE',
    uri: 'sip:x@example.com',
    headers: Object.entries(lines).map(([name, value]) => ({ name, value })),
    body: new Uint8Array(0),
  });
  const timer = (lines: Record<string, string>) => {
    const answer = answerTimer(request(lines), policy);
    return answer.kind === 'timer'
      ? { ...answer.timer, headers: answer.headers.map(({ name, value }) => `${name}: ${value}`) }
      : answer.kind;
  };

  test.each([
    ['nothing asked, not supported', {}, 'none'],
    [
      'supported only: we ask, the caller refreshes',
      { Supported: 'timer' },
      { seconds: 1_800, refresher: 'remote', headers: ['Session-Expires: 1800;refresher=uac', 'Require: timer'] },
    ],
    [
      'asked without a refresher',
      { Supported: 'timer', 'Session-Expires': '600' },
      { seconds: 600, refresher: 'remote', headers: ['Session-Expires: 600;refresher=uac', 'Require: timer'] },
    ],
    [
      'asked that we refresh',
      { Supported: 'timer', 'Session-Expires': '600;refresher=uas' },
      { seconds: 600, refresher: 'local', headers: ['Session-Expires: 600;refresher=uas'] },
    ],
    [
      'a proxy asked for a caller without support: we refresh',
      { 'Session-Expires': '600' },
      { seconds: 600, refresher: 'local', headers: ['Session-Expires: 600;refresher=uas'] },
    ],
    ['too small', { Supported: 'timer', 'Session-Expires': '60' }, 'too_small'],
  ])('%s', (_name, lines, expected) => expect(timer(lines as Record<string, string>)).toEqual(expected));

  test('10: the refresher acts at half time, the other gives up 32 s or a third before the end', () => {
    expect(timerDelayMs({ seconds: 1_800, refresher: 'local' })).toBe(900_000);
    expect(timerDelayMs({ seconds: 1_800, refresher: 'remote' })).toBe(1_768_000);
    expect(timerDelayMs({ seconds: 90, refresher: 'remote' })).toBe(60_000);
  });
});
