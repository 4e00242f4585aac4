import type { RTCSession } from 'jssip/lib/RTCSession';
import { LineQuality } from './line-quality.ts';
import type { LocalSession } from './phone-state.ts';
import { RemoteAudio } from './remote-audio.ts';

const qualityEveryMs = 2000;

/** One SIP session of this browser: its sound, its microphone, what it tells the telephone. */
export class SoftphoneSession {
  readonly sipCallId: string;
  readonly rtc: RTCSession;
  readonly #audio = new RemoteAudio();
  readonly #quality = new LineQuality();
  readonly #changed: () => void;
  #view: LocalSession;
  #watch: number | undefined;
  #microphone: MediaStream | null;

  constructor(o: {
    rtc: RTCSession;
    sipCallId: string;
    remoteLabel: string;
    microphone: MediaStream | null;
    changed: () => void;
  }) {
    this.sipCallId = o.sipCallId;
    this.rtc = o.rtc;
    this.#changed = o.changed;
    this.#microphone = o.microphone;
    const direction = String(o.rtc.direction) === 'incoming' ? 'incoming' : 'outgoing';
    const { sipCallId, remoteLabel } = o;
    this.#view = { sipCallId, direction, phase: 'ringing', muted: false, remoteLabel, quality: null };
    this.#listen();
  }

  get view(): LocalSession {
    return this.#view;
  }

  answer(microphone: MediaStream, pcConfig: RTCConfiguration): void {
    this.#microphone = microphone;
    this.#set({ phase: 'connecting' });
    this.rtc.answer({ mediaStream: microphone, pcConfig });
  }

  mute(muted: boolean): void {
    if (muted) this.rtc.mute({ audio: true });
    else this.rtc.unmute({ audio: true });
  }

  hangUp(): void {
    if (this.rtc.isEnded()) return;
    const ringing = this.#view.direction === 'incoming' && this.#view.phase === 'ringing';
    this.rtc.terminate(ringing ? { status_code: 603, reason_phrase: 'Decline' } : {});
  }

  close(): void {
    clearInterval(this.#watch);
    this.#audio.close();
    for (const track of this.#microphone?.getTracks() ?? []) track.stop();
    this.#microphone = null;
  }

  #listen(): void {
    const { rtc } = this;
    if (rtc.connection) this.#audio.attach(rtc.connection);
    rtc.on('peerconnection', ({ peerconnection }) => this.#audio.attach(peerconnection));
    rtc.on('accepted', () => this.#set({ phase: 'established' }));
    rtc.on('confirmed', () => this.#startWatching());
    rtc.on('muted', () => this.#set({ muted: true }));
    rtc.on('unmuted', () => this.#set({ muted: false }));
  }

  #startWatching(): void {
    this.#set({ phase: 'established' });
    clearInterval(this.#watch);
    this.#watch = window.setInterval(() => void this.#measure(), qualityEveryMs);
  }

  async #measure(): Promise<void> {
    if (!this.rtc.connection) return;
    const quality = await this.#quality.look(this.rtc.connection).catch(() => null);
    if (quality !== this.#view.quality) this.#set({ quality });
  }

  #set(change: Partial<LocalSession>): void {
    this.#view = { ...this.#view, ...change };
    this.#changed();
  }
}
