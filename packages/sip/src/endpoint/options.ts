/** How an endpoint is set up: where it listens, its clock, its limits, its hooks. */
import type { Flow, SipHeader, SipRequest, TransportKind } from '../message.ts';

export type ListenUdpOptions = {
  readonly address: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Address to write in Via and Contact when it differs from the bound one (NAT, containers). */
  readonly publicAddress?: string;
  readonly publicPort?: number;
  /** Let several processes share the port. */
  readonly reusePort?: boolean;
};
export type ListenTcpOptions = Omit<ListenUdpOptions, 'reusePort'>;
export type ListenTlsOptions = ListenTcpOptions & { readonly cert: string | Buffer; readonly key: string | Buffer };

/** Monotonic milliseconds and one-shot timers; the only clock the stack knows. */
export interface SipClock {
  now(): number;
  /** Returns the cancel function. */
  after(delayMs: number, callback: () => void): () => void;
}

/** One place to send to; addresses are IP literals, never names. */
export type ResolvedTarget = {
  readonly transport: TransportKind;
  readonly address: string;
  readonly port: number;
  /** The name it stands for: what a TLS certificate must be made out to. */
  readonly serverName?: string;
};

/** Host of a URI or route → where to send, best first; empty when there is no such host (RFC 3263). */
export type ResolveTarget = (target: {
  readonly host: string;
  readonly port: number | null;
  readonly transport: TransportKind | null;
  readonly secure: boolean;
}) => readonly ResolvedTarget[] | Promise<readonly ResolvedTarget[]>;

export type EndpointLog = (event: { readonly message: string; readonly [field: string]: unknown }) => void;

export type SipEndpointOptions = {
  /** User-Agent and Server header. Default: `Carillon`. */
  readonly userAgent?: string;
  readonly clock?: SipClock;
  readonly resolve?: ResolveTarget;
  /** Asked before a packet is parsed; false drops it (counted as `rate_limited`). */
  readonly admit?: (source: {
    readonly address: string;
    readonly port: number;
    readonly transport: TransportKind;
  }) => boolean;
  /**
   * Overload: seconds for Retry-After to refuse this new request with a stateless 503, or false. Never asked for
   * requests in a dialog; must itself let emergency calls through.
   */
  readonly shouldShed?: (request: SipRequest) => false | number;
  /** Told of what came in and is no SIP message, after `admit`; false: not even answered where an answer can be made. */
  readonly onGarbage?: (flow: Flow) => boolean;
  /** Methods accepted outside dialogs in addition to the stack's own. Default: REGISTER OPTIONS MESSAGE SUBSCRIBE PUBLISH. */
  readonly methods?: readonly string[];
  /** Option tags accepted in Require besides `timer`, `replaces` and `100rel`. Default: `path`, `outbound`. */
  readonly supported?: readonly string[];
  /** RFC 4028; 0 turns session timers off for calls we make. Default 1800. */
  readonly sessionExpiresSeconds?: number;
  /** Shorter session timers are refused with 422. Default 90. */
  readonly minSessionExpiresSeconds?: number;
  readonly limits?: Partial<SipLimits>;
  /** Trust for TLS connections we open. Default: the system's authorities, certificate checked. */
  readonly tlsClient?: { readonly ca?: string | Buffer; readonly rejectUnauthorized?: boolean };
  /** Every message as it passes the wire, for traces. Never throws. */
  readonly trace?: (direction: 'in' | 'out', flow: Flow, bytes: Uint8Array) => void;
  readonly log?: EndpointLog;
};

/** What becomes of a new request before anything is kept for it; see `SipEndpoint.screenWith`. */
export type ScreenVerdict = 'pass' | 'drop' | { readonly status: number; readonly headers: readonly SipHeader[] };

export type SipLimits = {
  /** Bytes. Default 65,535. */
  readonly messageBytes: number;
  readonly connectionsPerSource: number;
  /** From accept to the first complete message. Default 10,000. */
  readonly firstMessageMs: number;
  /** From the first byte of a message to its last. Default 10,000. */
  readonly messageMs: number;
  /** Without any byte (keep-alives count). Default 600,000. */
  readonly idleMs: number;
  readonly connectMs: number;
  /** Bytes waiting to be written before a stream is given up. Default 1 MB. */
  readonly writeBacklogBytes: number;
};
