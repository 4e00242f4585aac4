/** Keeps a session with a timer alive, or ends it when the peer stopped doing so (RFC 4028 10). */
import { requestHeaders, timerDelayMs, timerFromResponse } from '../dialog/session-timer.ts';
import type { SessionTimer } from '../dialog/session-timer.ts';
import { createWheelTimer } from '../transaction/timer-wheel.ts';
import type { WheelTimer } from '../transaction/timer-wheel.ts';
import type { SessionInner } from './session-inner.ts';
import type { SessionOffers } from './session-offers.ts';
import type { SipHeaders } from './types.ts';

export class SessionRefresh {
  readonly #session: SessionInner;
  readonly #offers: SessionOffers;
  readonly #due: WheelTimer;
  #timer: SessionTimer | null = null;

  constructor(session: SessionInner, offers: SessionOffers) {
    this.#session = session;
    this.#offers = offers;
    this.#due = createWheelTimer(() => this.#onDue());
  }

  get timer(): SessionTimer | null {
    return this.#timer;
  }

  /** Starts anew; every successful refresh in either direction comes through here. */
  set(timer: SessionTimer | null): void {
    this.#timer = timer;
    if (timer === null || this.#session.closed) this.stop();
    else this.#session.core.wheel.start(this.#due, timerDelayMs(timer));
  }

  stop(): void {
    this.#session.core.wheel.stop(this.#due);
  }

  #onDue(): void {
    if (this.#timer === null || this.#session.closed) return;
    if (this.#timer.refresher === 'remote') return this.#session.end({ kind: 'session_expired' }, { sendBye: true });
    void this.#refresh(this.#timer);
  }

  async #refresh(timer: SessionTimer): Promise<void> {
    await this.tell([]);
    this.#retryIfFailed(timer);
  }

  /** UPDATE costs the peer nothing; a stack without it (SIP.js) gets our last SDP again in a re-INVITE. Both refresh. */
  async tell(headers: SipHeaders): Promise<boolean> {
    const session = this.#session;
    const body = session.lastLocalSdp;
    if (!session.peerAllows('UPDATE')) {
      return body !== null && (await this.#offers.reinvite({ body, headers })).kind === 'accepted';
    }
    const timer = requestHeaders(session.core.timerPolicy, this.#timer);
    const result = await session.run({ method: 'UPDATE', headers: [...timer, ...headers] });
    if (result.kind !== 'response' || result.response.status >= 300) return false;
    this.set(timerFromResponse(result.response));
    return true;
  }

  /** Not refreshed (491, 500 …): again before the session expires at the peer. */
  #retryIfFailed({ seconds }: SessionTimer): void {
    if (this.#session.closed || this.#due.running || this.#timer === null) return;
    this.#session.core.wheel.start(this.#due, seconds * 100);
  }
}
