import type { SipRequest } from '@carillon/sip';
import { expect, test } from 'vitest';
import { silentLogger } from '#platform/log';
import { createFakeClock } from '#test/clock';
import { RecordedMedia } from '#test/factories/telephony-media';
import { createOverload } from './overload.ts';

const invite = (user: string, headers: SipRequest['headers'] = []) =>
  ({ method: 'INVITE', uri: `sip:${user}@127.0.0.1`, headers }) as SipRequest;

function gate() {
  const clock = createFakeClock('2026-03-02T09:00:00Z');
  const media = new RecordedMedia();
  let late = 0;
  const overload = createOverload({ clock, log: silentLogger(), latenessMs: () => late });
  overload.start(media);
  const look = async (state: { full?: boolean; late?: number }) => {
    media.full = state.full ?? false;
    late = state.late ?? 0;
    await clock.advance(500);
    return overload.reason;
  };
  return { overload, look, clock };
}

test('new calls are refused while media is full, and let in again as soon as there is room', async () => {
  const { overload, look } = gate();
  expect(overload.shouldShed(invite('201'))).toBe(false);
  expect(await look({ full: true })).toBe('media_full');
  expect(overload.shouldShed(invite('201'))).toBe(10);
  expect(await look({})).toBeNull();
  expect(overload.shouldShed(invite('201'))).toBe(false);
});

test('one long pause is no overload, lasting lateness is; it ends well below where it began', async () => {
  const { look } = gate();
  expect(await look({ late: 400 })).toBeNull();
  expect(await look({ late: 0 })).toBeNull();
  await look({ late: 150 });
  expect(await look({ late: 150 })).toBe('late');
  expect(await look({ late: 80 })).toBe('late');
  expect(await look({ late: 40 })).toBeNull();
});

test('emergency calls, replacements and other requests always pass', async () => {
  const { overload, look } = gate();
  await look({ full: true });
  for (const number of ['112', '15', '999', '1-1-2']) expect(overload.shouldShed(invite(number))).toBe(false);
  expect(overload.shouldShed(invite('201', [{ name: 'Replaces', value: 'x;to-tag=1;from-tag=2' }]))).toBe(false);
  expect(overload.shouldShed({ ...invite('201'), method: 'REGISTER' })).toBe(false);
});

test('a stopped gate looks no more', async () => {
  const { overload, look } = gate();
  overload.stop();
  expect(await look({ full: true })).toBeNull();
});
