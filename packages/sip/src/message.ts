/**
 * The SIP message model (RFC 3261 §7). Plain data: the parser makes it, the serializer writes it,
 * everything between reads it. Header names are kept in their canonical long form
 * (`v` arrives as `Via`), values are kept as received, unfolded and trimmed; typed reading is in
 * `headers/*.ts`, so that a relay pays only for the headers it looks at.
 */

/** One header line after list splitting of nothing: `value` may still hold several comma-separated values. */
export type SipHeader = { readonly name: string; readonly value: string };

export type SipRequest = {
  readonly kind: 'request';
  readonly method: string;
  /** Request-URI as received; parse with `parseUri`. */
  readonly uri: string;
  readonly headers: readonly SipHeader[];
  readonly body: Uint8Array;
};

export type SipResponse = {
  readonly kind: 'response';
  /** 100-699. */
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly SipHeader[];
  readonly body: Uint8Array;
};

export type SipMessage = SipRequest | SipResponse;

export type TransportKind = 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';

/**
 * Where a message came from or must go. `flowId` names a live connection (TCP, TLS, WS) or, for UDP, the local
 * socket and the remote address; it is what a registration stores to reach a device behind NAT (RFC 5626).
 */
export type Flow = {
  readonly id: string;
  readonly transport: TransportKind;
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Set on WebSocket flows by whoever authenticated the upgrade (user and session), opaque to this package. */
  readonly principal?: unknown;
};

/** Why bytes were not a message; `offset` is in bytes from the start of the message. */
export type SipParseError = {
  readonly kind: 'parse_error';
  readonly code: string;
  readonly offset: number;
  /** Enough of a request was read to answer 400 (RFC 3261 §8.2, 16.3): Via, From, To, Call-ID, CSeq are there. */
  readonly answerable?: SipRequest;
  /** The final response that fits when `answerable` is set: 400, 414, 505 or 513; 400 when absent. */
  readonly status?: number;
};
