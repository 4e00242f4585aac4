import { describe, expect, it } from 'vitest';
import { createFakeClock } from '#platform/fake-clock';
import { silentLogger } from '#platform/log';
import type { Ban } from './bans.ts';
import { Generations } from './generations.ts';
import { SipGuard, type Sender } from './guard.ts';

const udp = (remoteAddress: string): Sender => ({ remoteAddress, transport: 'udp' });
const tcp = (remoteAddress: string): Sender => ({ remoteAddress, transport: 'tcp' });
const minuteMs = 60_000;

function setUp() {
  const clock = createFakeClock();
  const guard = new SipGuard({ clock, log: silentLogger(), trustedSources: ['127.0.0.1/32', '2001:db8:9::1'] });
  const bans: Ban[] = [];
  guard.connect({ onBan: (ban) => bans.push(ban), isPeer: (address) => address === '127.0.0.80' });
  const times = (count: number, run: (index: number) => void): void => {
    for (let index = 0; index < count; index += 1) run(index);
  };
  const incident = (source: string, kind: string) =>
    [...guard.incidents.all()].find((one) => one.source === source && one.kind === kind);
  return { clock, guard, bans, times, incident };
}

describe('the guard of the SIP ports', () => {
  it('lets a burst through, drops what is over, and says who was limited and by how much', async () => {
    const { guard, clock, incident } = setUp();
    const heard = Array.from({ length: 2_500 }, () => guard.admit('127.0.0.2')).filter(Boolean).length;
    expect(heard).toBe(2_000);
    expect(incident('127.0.0.2', 'limited')).toMatchObject({ reason: 'flood', refused: 500 });
    expect(guard.admit('127.0.0.3')).toBe(true);
    await clock.advance(1_000);
    expect(Array.from({ length: 600 }, () => guard.admit('127.0.0.2')).filter(Boolean)).toHaveLength(500);
  });

  it('never limits, locks or bans trusted sources, also within a /64 of strangers', () => {
    const { guard, bans, times } = setUp();
    expect(guard.admit('2001:db8:9::2')).toBe(true);
    times(5_000, () => guard.admit('127.0.0.1'));
    times(50, (index) => guard.noteFailure(udp('127.0.0.1'), `user${index % 3}`));
    times(50, () => guard.noteSuspect(udp('127.0.0.1'), 'scanner'));
    expect(guard.admit('127.0.0.1')).toBe(true);
    expect(guard.isLockedOut(udp('127.0.0.1'), 'user1')).toBe(false);
    times(3_000, () => guard.admit('2001:db8:9::2'));
    expect(guard.admit('2001:db8:9::3')).toBe(false);
    expect(guard.admit('2001:db8:9::1')).toBe(true);
    expect(bans).toEqual([]);
  });

  it('bans attack tools, first for ten minutes and then longer, and hears them again after', async () => {
    const { guard, clock, bans, times } = setUp();
    times(9, () => guard.noteSuspect(udp('127.0.0.4'), 'scanner'));
    expect(guard.admit('127.0.0.4')).toBe(true);
    guard.noteSuspect(udp('127.0.0.4'), 'scanner');
    expect(guard.admit('127.0.0.4')).toBe(false);
    expect(bans).toMatchObject([{ source: '127.0.0.4', reason: 'scanner', strikes: 1 }]);
    expect(bans[0]!.incident.refused).toBe(1);
    await clock.advance(10 * minuteMs);
    expect(guard.admit('127.0.0.4')).toBe(true);
    times(10, () => guard.noteSuspect(udp('127.0.0.4'), 'scanner'));
    await clock.advance(39 * minuteMs);
    expect(guard.admit('127.0.0.4')).toBe(false);
    await clock.advance(minuteMs);
    expect(guard.admit('127.0.0.4')).toBe(true);
  });

  it('locks a name after five wrong passwords, each time longer, and forgets it with a right one', async () => {
    const { guard, clock, times, incident } = setUp();
    const sender = udp('127.0.0.5');
    times(4, () => guard.noteFailure(sender, 'ada'));
    expect(guard.isLockedOut(sender, 'ada')).toBe(false);
    guard.noteFailure(sender, 'ada');
    expect(guard.isLockedOut(sender, 'ada')).toBe(true);
    expect(guard.isLockedOut(sender, 'ben')).toBe(false);
    expect(guard.isLockedOut(udp('127.0.0.6'), 'ada')).toBe(false);
    expect([...incident('127.0.0.5', 'locked')!.names]).toEqual(['ada']);
    await clock.advance(30_000);
    expect(guard.isLockedOut(sender, 'ada')).toBe(false);
    guard.noteFailure(sender, 'ada');
    await clock.advance(59_000);
    expect(guard.isLockedOut(sender, 'ada')).toBe(true);
    guard.noteSuccess(sender, 'ada', '102');
    expect(guard.isLockedOut(sender, 'ada')).toBe(false);
  });

  it('bans who guesses thirty times, but not an office with a few old passwords', () => {
    const { guard, bans, times } = setUp();
    times(30, (index) => guard.noteFailure(udp('127.0.0.7'), `u${index % 6}`));
    expect(bans).toMatchObject([{ source: '127.0.0.7', reason: 'guessing' }]);
    guard.noteSuccess(udp('127.0.0.8'), 'ada', '102');
    times(40, (index) => guard.noteFailure(udp('127.0.0.8'), `u${index % 9}`));
    expect(bans).toHaveLength(1);
    times(2, (index) => guard.noteFailure(udp('127.0.0.8'), `other${index}`));
    expect(bans).toMatchObject([{}, { source: '127.0.0.8', reason: 'guessing' }]);
  });

  it('sees a sweep over users, but not hundreds of telephones that come back at once and sign in', async () => {
    const { guard, clock, bans, times } = setUp();
    times(300, (index) => guard.noteAsked(udp('127.0.0.9'), `phone${index}`));
    times(300, (index) => guard.noteSuccess(udp('127.0.0.9'), `phone${index}`, '127.0.0.1'));
    times(31, (index) => guard.noteAsked(udp('127.0.0.10'), `10${index}`));
    await clock.advance(8_000);
    guard.noteAsked(udp('127.0.0.9'), 'phone1');
    guard.noteAsked(udp('127.0.0.10'), '999');
    expect(bans).toMatchObject([{ source: '127.0.0.10', reason: 'sweep' }]);
    expect(bans[0]!.incident.names.size).toBe(20);
    // So many at once that nobody has to wait.
    times(1_000, (index) => guard.noteAsked(udp('127.0.0.11'), `n${index}`));
    expect(bans.at(-1)).toMatchObject({ source: '127.0.0.11', reason: 'sweep' });
  });

  it('bans who sends mostly garbage, or asks for domains of others', () => {
    const { guard, bans, times } = setUp();
    const send = (address: string, count: number, garbage: boolean): void =>
      times(count, () => {
        guard.admit(address);
        if (garbage) guard.noteSuspect(udp(address), 'garbage');
      });
    send('127.0.0.12', 60, true);
    send('127.0.0.12', 160, false);
    send('127.0.0.12', 60, true);
    expect(bans).toEqual([]);
    send('127.0.0.13', 100, true);
    expect(bans).toMatchObject([{ source: '127.0.0.13', reason: 'garbage' }]);
    times(20, () => guard.noteSuspect(tcp('127.0.0.14'), 'foreign_domain'));
    expect(bans.at(-1)).toMatchObject({ source: '127.0.0.14', reason: 'foreign_domain' });
    expect(bans.at(-1)!.untilMs - bans.at(-1)!.sinceMs).toBe(60 * minuteMs);
  });

  it('does not let forged packets ban an office or a carrier, and shows the try', () => {
    const { guard, bans, times, incident } = setUp();
    guard.noteSuccess(udp('127.0.0.15'), 'ada', '102');
    for (const address of ['127.0.0.15', '127.0.0.80']) {
      times(20, () => guard.noteSuspect(udp(address), 'scanner'));
      expect(guard.admit(address)).toBe(true);
      expect(incident(address, 'spared')).toMatchObject({ reason: 'scanner' });
    }
    expect(bans).toEqual([]);
  });

  it('answers strangers at a bounded rate, who signed in always', async () => {
    const { guard, clock } = setUp();
    const answered = (address: string) =>
      Array.from({ length: 800 }, () => guard.mayAnswer(udp(address))).filter(Boolean).length;
    expect(answered('127.0.0.16')).toBe(500);
    await clock.advance(1_000);
    expect(answered('127.0.0.16')).toBe(100);
    guard.noteSuccess(udp('127.0.0.16'), 'ada', '102');
    expect(answered('127.0.0.16')).toBe(800);
    expect(guard.counters().answersWithheld).toBe(1_000);
  });

  it('takes a /64 of IPv6 for one source, and an IPv4 address however it is written', () => {
    const { guard, bans, times } = setUp();
    times(10, (index) => guard.noteSuspect(udp(`2001:DB8:0:7:${index}::1`), 'scanner'));
    expect(bans).toMatchObject([{ source: '2001:db8:0:7::/64' }]);
    expect(guard.admit('2001:db8:0:7::abcd')).toBe(false);
    expect(guard.admit('2001:db8:0:8::1')).toBe(true);
    times(10, () => guard.noteSuspect(udp('::ffff:127.0.0.17'), 'scanner'));
    expect(guard.admit('127.0.0.17')).toBe(false);
  });

  it('puts bans of staff in force and lifts them', () => {
    const { guard } = setUp();
    guard.admit('127.0.0.18');
    const untilMs = Date.parse('2026-02-01T00:00:00Z');
    const sinceMs = Date.parse('2026-01-05T09:00:00Z');
    const note = 'fraud';
    guard.putBan({
      id: 'b',
      source: '127.0.0.18',
      reason: 'manual',
      sinceMs,
      untilMs,
      strikes: 0,
      note,
      bannedBy: 'Eve',
    });
    expect(guard.admit('127.0.0.18')).toBe(false);
    expect(guard.bans()).toHaveLength(1);
    expect(guard.lift('127.0.0.18')).toBe(true);
    expect(guard.lift('127.0.0.18')).toBe(false);
    expect(guard.admit('127.0.0.18')).toBe(true);
    expect(guard.counters().packetsOfBanned).toBe(1);
  });

  it('stays small under a flood of forged addresses, and keeps bans and who signed in', () => {
    const { guard, times } = setUp();
    guard.noteSuccess(udp('127.0.0.19'), 'ada', '102');
    times(10, () => guard.noteSuspect(udp('127.0.0.20'), 'scanner'));
    const address = (index: number) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
    times(60_000, (index) => {
      guard.admit(address(index));
      if (index % 10 === 0) guard.noteFailure(udp(address(index)), `user${index}`);
    });
    expect(guard.admit('127.0.0.20')).toBe(false);
    times(20, () => guard.noteSuspect(udp('127.0.0.19'), 'scanner'));
    expect(guard.admit('127.0.0.19')).toBe(true);
    expect([...guard.incidents.all()].length).toBeLessThanOrEqual(2_000);
  });
});

it('forgets what was not used lately, never more than two generations', () => {
  const map = new Generations<number>(3);
  for (let index = 0; index < 100; index += 1) {
    map.set(`key${index}`, index);
    expect(map.get('key0')).toBe(0);
    expect(map.size).toBeLessThanOrEqual(6);
  }
  expect(map.get('key50')).toBeUndefined();
});
