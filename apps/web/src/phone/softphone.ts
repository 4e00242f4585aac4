import type { ReplyOf, telephonyOperations } from '@carillon/api';
import JsSIP from 'jssip';
import type { RTCSession } from 'jssip/lib/RTCSession';
import type { RTCSessionEvent, UA } from 'jssip/lib/UA';
import { openMicrophone } from './microphone.ts';
import { initialPhoneState, type PhoneState } from './phone-state.ts';
import { SoftphoneSession } from './softphone-session.ts';
import { outcomeOfCause } from './outcome-of-cause.ts';

export type SoftphoneSettings = ReplyOf<typeof telephonyOperations.getSoftphone>;

const dtmf = { transportType: 'RFC2833' as never, duration: 120, interToneGap: 60 };

/**
 * The browser as a telephone: SIP over the WebSocket that the session cookie opens. It holds no password. Commands go
 * out; what the screen shows of a call comes back from the server, except what only the browser knows (microphone,
 * mute, line quality, registration).
 */
export class Softphone {
  readonly #settings: SoftphoneSettings;
  #ua: UA | null = null;
  #state: PhoneState = initialPhoneState;
  readonly #sessions = new Map<string, SoftphoneSession>();
  readonly #listeners = new Set<() => void>();

  constructor(settings: SoftphoneSettings) {
    this.#settings = settings;
  }

  get state(): PhoneState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): void {
    const url = new URL(this.#settings.webSocketPath, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const ua = new JsSIP.UA({
      sockets: [new JsSIP.WebSocketInterface(url.href)],
      uri: this.#settings.uri,
      display_name: this.#settings.displayName,
      register: true,
      register_expires: this.#settings.registerSeconds,
      session_timers: true,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 15,
      user_agent: 'Carillon web',
    });
    this.#ua = ua;
    this.#listen(ua);
    ua.start();
  }

  /** Ends the telephone of this tab; calls in it end too. */
  stop(): void {
    for (const session of this.#sessions.values()) session.close();
    this.#sessions.clear();
    const ua = this.#ua;
    this.#ua = null;
    ua?.stop();
    this.#publishSessions();
  }

  /** The telephone is in another tab; this one only shows. */
  standAside(): void {
    this.#set({ registration: 'elsewhere' });
  }

  async call(target: string, options: { callerId?: string | null; consultationFor?: string } = {}): Promise<void> {
    const ua = this.#ua;
    if (!ua) return;
    this.#set({ lastFailure: null });
    const microphone = await this.#microphone();
    if (!microphone) return;
    const extraHeaders: string[] = [];
    if (options.callerId) extraHeaders.push(`P-Preferred-Identity: <sip:${options.callerId}@${this.#settings.domain}>`);
    if (options.consultationFor) extraHeaders.push(`X-Carillon-Consultation: ${options.consultationFor}`);
    const uri = `sip:${encodeURIComponent(target).replaceAll('%2B', '+')}@${this.#settings.domain}`;
    ua.call(uri, { mediaStream: microphone, pcConfig: this.#pcConfig(), extraHeaders });
  }

  async answer(sipCallId: string): Promise<void> {
    const session = this.#sessions.get(sipCallId);
    if (!session) return;
    const microphone = await this.#microphone();
    if (microphone) session.answer(microphone, this.#pcConfig());
  }

  hangUp(sipCallId: string): void {
    this.#sessions.get(sipCallId)?.hangUp();
  }

  mute(sipCallId: string, muted: boolean): void {
    this.#sessions.get(sipCallId)?.mute(muted);
  }

  hold(sipCallId: string, held: boolean): Promise<boolean> {
    const rtc = this.#sessions.get(sipCallId)?.rtc;
    if (!rtc) return Promise.resolve(false);
    const already = rtc.isOnHold().local === held;
    if (already) return Promise.resolve(true);
    return new Promise((resolve) => {
      const started = held ? rtc.hold({}, () => resolve(true)) : rtc.unhold({}, () => resolve(true));
      if (!started) resolve(false);
    });
  }

  sendDigit(sipCallId: string, digit: string): void {
    this.#sessions.get(sipCallId)?.rtc.sendDTMF(digit, dtmf);
  }

  async #microphone(): Promise<MediaStream | null> {
    const microphone = await openMicrophone();
    const problem = typeof microphone === 'string' ? microphone : null;
    this.#set({ microphoneProblem: problem });
    return typeof microphone === 'string' ? null : microphone;
  }

  #pcConfig(): RTCConfiguration {
    return { iceServers: this.#settings.iceServers as RTCIceServer[], bundlePolicy: 'max-bundle' };
  }

  #listen(ua: UA): void {
    // An agent that was stopped still says goodbye; what it says then is no longer this telephone's state.
    const set = (change: Partial<PhoneState>) => {
      if (this.#ua === ua) this.#set(change);
    };
    ua.on('connecting', () => set({ registration: 'connecting' }));
    ua.on('registered', () => set({ registration: 'registered', reason: null }));
    ua.on('disconnected', (event) => set({ registration: 'failed', reason: event?.reason ?? null }));
    ua.on('unregistered', () => set({ registration: 'connecting' }));
    ua.on('registrationFailed', (event) => set({ registration: 'failed', reason: String(event.cause ?? '') || null }));
    ua.on('newRTCSession', (event: RTCSessionEvent) => this.#opened(event));
  }

  #opened({ session: rtc, request }: RTCSessionEvent): void {
    const { call_id: sipCallId } = request as unknown as { call_id: string };
    const remote = rtc.remote_identity;
    const remoteLabel = remote.display_name || String(remote.uri.user ?? '');
    const microphone = (rtc as unknown as { _localMediaStream?: MediaStream })._localMediaStream ?? null;
    const session = new SoftphoneSession({
      rtc,
      sipCallId,
      remoteLabel,
      microphone,
      changed: () => this.#publishSessions(),
    });
    this.#sessions.set(sipCallId, session);
    this.#onEnd(rtc, session);
    this.#publishSessions();
  }

  #onEnd(rtc: RTCSession, session: SoftphoneSession): void {
    rtc.on('ended', () => this.#forget(session));
    rtc.on('failed', (event) => {
      if (session.view.direction === 'outgoing' && String(event.originator) !== 'local') {
        const key = outcomeOfCause(String(event.cause));
        if (key) this.#set({ lastFailure: { key, at: Date.now() } });
      }
      this.#forget(session);
    });
  }

  #forget(session: SoftphoneSession): void {
    session.close();
    this.#sessions.delete(session.sipCallId);
    this.#publishSessions();
  }

  #publishSessions(): void {
    this.#set({ sessions: [...this.#sessions.values()].map((session) => session.view) });
  }

  #set(change: Partial<PhoneState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
