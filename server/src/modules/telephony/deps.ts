import type { SipEndpoint } from '@carillon/sip';
import type { Contract } from '#contract';
import type { Identity } from '#identity';
import type { Numbers } from '#numbers';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';
import type { Http } from '#platform/http';
import type { Logger } from '#platform/log';
import type { Mail } from '#platform/mail';
import type { Metrics } from '#platform/metrics';
import type { Outbox } from '#platform/outbox';
import type { Realtime } from '#platform/realtime';
import type { TelephonyConfig } from './context.ts';
import type { CertificateSource } from './ports/certificate-source.ts';
import type { MessageWaiting } from './ports/message-waiting.ts';
import type { MediaPlane } from './ports/media-plane.ts';
import type { SipGuard } from './signalling/guard/guard.ts';
import type { Overload } from './signalling/overload.ts';

/** What the module is made of. */
export type TelephonyDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly config: TelephonyConfig;
  readonly log: Logger;
  readonly identity: Identity;
  readonly numbers: Numbers;
  readonly contract: Contract;
  readonly http: Http;
  readonly realtime: Realtime;
  readonly outbox: Pick<Outbox, 'subscribe'>;
  readonly sip: SipEndpoint;
  readonly guard: SipGuard;
  readonly overload: Overload;
  readonly media: MediaPlane;
  /** Alarms of the toll fraud guard. */
  readonly mail: Pick<Mail, 'send'>;
  readonly metrics: Metrics;
  /** Push services that can wake a device (RFC 8599); none: a registration ends with its connection. */
  readonly pushProviders?: readonly string[];
  /** Where certificates of callers come from; default: HTTPS to public addresses. */
  readonly certificates?: CertificateSource;
  /** Who keeps voice messages; default: nobody, so that there are none. */
  readonly messages?: MessageWaiting;
  /** For SIP over TLS; null: that port stays closed. */
  readonly certificate?: { readonly cert: string; readonly key: string } | null;
};
