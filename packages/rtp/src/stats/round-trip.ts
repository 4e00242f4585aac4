import { compactNtp, compactNtpToMs, toNtp } from '../rtcp/ntp.ts';
import type { ReportBlock } from '../rtcp/types.ts';

/**
 * Round-trip time in milliseconds out of a report on our own stream: arrival - LSR - DLSR (RFC 3550 6.4.1). Undefined
 * before the peer has seen a sender report of ours, or when its figures make no sense. `epochMs` is the wall clock that
 * our sender reports were stamped with.
 */
export function roundTripMs(report: ReportBlock, epochMs: number): number | undefined {
  if (report.lastSenderReport === 0) return undefined;
  const arrival = compactNtp(toNtp(epochMs));
  const span = (arrival - report.lastSenderReport - report.delaySinceLastSenderReport) | 0;
  if (span < 0 || span > 60 * 65_536) return undefined;
  return compactNtpToMs(span);
}
