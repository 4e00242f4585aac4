/** Seconds from 1900 to 1970. */
const ntpEpochOffset = 2_208_988_800;

export type NtpTime = { seconds: number; fraction: number };

/** Wall-clock milliseconds since 1970 as a 64-bit NTP timestamp (RFC 3550 4). */
export function toNtp(epochMs: number): NtpTime {
  const wholeSeconds = Math.floor(epochMs / 1_000);
  const fraction = Math.floor(((epochMs - wholeSeconds * 1_000) / 1_000) * 2 ** 32);
  return { seconds: (wholeSeconds + ntpEpochOffset) % 2 ** 32, fraction };
}

/** The middle 32 bits: 16.16 seconds, as LSR carries them. */
export function compactNtp(time: NtpTime): number {
  return (((time.seconds & 0xffff) << 16) | (time.fraction >>> 16)) >>> 0;
}

/** Milliseconds of a span in 1/65536 s. */
export function compactNtpToMs(span: number): number {
  return (span * 1_000) / 65_536;
}

export function msToCompactNtp(milliseconds: number): number {
  return Math.round((milliseconds * 65_536) / 1_000) >>> 0;
}
