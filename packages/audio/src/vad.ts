import { levelDbfs } from './level.ts';

export type VoiceActivityOptions = {
  /** Length of the frames that are pushed. */
  frameMs?: number;
  /** How far above the noise floor speech begins; default 9 dB. */
  thresholdDb?: number;
  /** Speech lasts this long after the last loud frame; default 300 ms. */
  hangoverMs?: number;
  /** Nothing below this is speech; default -50 dBFS. */
  minLevelDbfs?: number;
};

/**
 * Speech or silence by level over an adaptive noise floor. Cheap and good enough for gating, silence detection and
 * meters; steady music is taken for noise after some seconds, and loud noise that begins suddenly for speech until then.
 */
export class VoiceActivityDetector {
  readonly #frameMs: number;
  readonly #thresholdDb: number;
  readonly #hangoverMs: number;
  readonly #minLevelDbfs: number;
  #floorDbfs = -60;
  #speechLeftMs = 0;
  /** Time without speech so far. */
  silenceMs = 0;

  constructor(options: VoiceActivityOptions = {}) {
    this.#frameMs = options.frameMs ?? 20;
    this.#thresholdDb = options.thresholdDb ?? 9;
    this.#hangoverMs = options.hangoverMs ?? 300;
    this.#minLevelDbfs = options.minLevelDbfs ?? -50;
  }

  /** True while somebody speaks. */
  push(frame: Int16Array): boolean {
    const level = levelDbfs(frame);
    const isLoud = level > Math.max(this.#minLevelDbfs, this.#floorDbfs + this.#thresholdDb);
    // The floor falls at once to what is quiet, and rises by 2 dB per second while it is loud, 10 while it is not.
    const riseDb = ((isLoud ? 2 : 10) * this.#frameMs) / 1_000;
    this.#floorDbfs = Math.max(-80, level < this.#floorDbfs ? level : Math.min(level, this.#floorDbfs + riseDb));
    this.#speechLeftMs = isLoud ? this.#hangoverMs + this.#frameMs : Math.max(0, this.#speechLeftMs - this.#frameMs);
    const isSpeech = this.#speechLeftMs > 0;
    this.silenceMs = isSpeech ? 0 : this.silenceMs + this.#frameMs;
    return isSpeech;
  }
}
