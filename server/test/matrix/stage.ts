import type { Certificate } from '#platform/tls';
import type { TelephonyApp } from '../factories/telephony.ts';
import type { FlowingClock } from './flowing-clock.ts';
import type { ForkingCarrier } from './forking-carrier.ts';

/** What parties need to reach the server. */
export type Stage = {
  readonly app: TelephonyApp;
  readonly clock: FlowingClock;
  readonly certificate: Certificate;
  readonly httpPort: number;
  readonly carriers: ForkingCarrier[];
};

/** What both sides ask for: the shortest session that RFC 4028 allows. */
export const sessionExpiresSeconds = 90;
