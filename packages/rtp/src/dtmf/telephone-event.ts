/** Payload of RFC 4733 2.3. */
export type TelephoneEvent = {
  /** 0-15 are the digits, 16 is a flash. */
  event: number;
  isEnd: boolean;
  /** Power below 0 dBm0, 0-63. */
  volume: number;
  /** In timestamp units since the start. */
  duration: number;
};

const digits = '0123456789*#ABCD';

export function digitToEvent(digit: string): number | undefined {
  const event = digit.length === 1 ? digits.indexOf(digit.toUpperCase()) : -1;
  return event < 0 ? undefined : event;
}

/** Undefined for events that are no digit (flash, tones). */
export function eventToDigit(event: number): string | undefined {
  return digits[event];
}

export function parseTelephoneEvent(payload: Uint8Array): TelephoneEvent | undefined {
  if (payload.length < 4) return undefined;
  const [event, flags, high, low] = payload as unknown as [number, number, number, number];
  return { event, isEnd: flags >= 128, volume: flags & 0x3f, duration: (high << 8) | low };
}

export function buildTelephoneEvent({ event, isEnd, volume, duration }: TelephoneEvent): Uint8Array {
  return Uint8Array.of(event, (isEnd ? 0x80 : 0) | (volume & 0x3f), duration >>> 8, duration & 0xff);
}
