import { readAudioChoice, routeOutput } from './audio-choice.ts';

/** Plays what the far side says. One element per session, so that a held call and a live one never mix by accident. */
export class RemoteAudio {
  readonly #element = new Audio();
  readonly #rerouted = () => void routeOutput(this.#element, readAudioChoice().speakerId);

  constructor() {
    this.#element.autoplay = true;
    this.#element.dataset.carillon = 'remote-audio';
    document.body.append(this.#element);
    window.addEventListener('carillon:audio-choice', this.#rerouted);
    this.#rerouted();
  }

  attach(connection: RTCPeerConnection): void {
    connection.addEventListener('track', (event) => {
      this.#element.srcObject = event.streams[0] ?? new MediaStream([event.track]);
      void this.#element.play().catch(() => undefined);
    });
  }

  close(): void {
    window.removeEventListener('carillon:audio-choice', this.#rerouted);
    this.#element.srcObject = null;
    this.#element.remove();
  }
}
