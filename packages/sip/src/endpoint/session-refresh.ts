/** Keeps a session with a timer alive, or ends it when the peer stopped doing so (RFC 4028 10). */
import { requestHeaders, timerDelayMs, timerFromResponse } from '../dialog/session-timer.ts';
import type { SessionTimer } from '../dialog/session-timer.ts';
import { createWheelTimer } from '../transaction/timer-wheel.ts';
import type { WheelTimer } from '../transaction/timer-wheel.ts';
import type { SessionInner } from './session-inner.ts';
import type { SessionOffers } from './session-offers.ts';

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

  /** UPDATE costs the peer nothing; a stack without it (SIP.js) gets our last SDP again in a re-INVITE. */
  async #refresh(timer: SessionTimer): Promise<void> {
    const body = this.#session.lastLocalSdp;
    if (!this.#session.peerAllows('UPDATE')) {
      if (body !== null) await this.#offers.reinvite({ body });
      return this.#retryIfFailed(timer);
    }
    const headers = requestHeaders(this.#session.core.timerPolicy, timer);
    const result = await this.#session.run({ method: 'UPDATE', headers });
    if (result.kind === 'response' && result.response.status < 300) this.set(timerFromResponse(result.response));
    this.#retryIfFailed(timer);
  }

  /** Not refreshed (491, 500 …): again before the session expires at the peer. */
  #retryIfFailed({ seconds }: SessionTimer): void {
    if (this.#session.closed || this.#due.running || this.#timer === null) return;
    this.#session.core.wheel.start(this.#due, seconds * 100);
  }
}
