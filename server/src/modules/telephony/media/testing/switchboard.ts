import type { CodecName, MediaDirection, MediaLeg, MediaLegEvents } from '../../ports/media-plane.ts';
import type { EmbeddedMediaPlane } from '../embedded-media-plane.ts';
import { testPlane } from './plane.ts';
import type { TestPlaneOptions } from './plane.ts';
import { TonePhone } from './tone-phone.ts';

type Party = { readonly leg: MediaLeg; readonly phone: TonePhone };

/** A plane with phones on it, all closed together. */
export class Switchboard {
  readonly plane: EmbeddedMediaPlane;
  readonly #phones: TonePhone[] = [];

  private constructor(plane: EmbeddedMediaPlane) {
    this.plane = plane;
  }

  static open(options: TestPlaneOptions = {}): Switchboard {
    return new Switchboard(testPlane(options));
  }

  /** A phone that called in. */
  async connect(
    legId: string,
    codecs: readonly CodecName[],
    options: { direction?: MediaDirection; near?: string; humHz?: number } = {},
  ): Promise<Party> {
    const near = options.near === undefined ? {} : { near: options.near };
    const leg = await this.plane.openLeg({ legId, transport: 'rtp', ...near });
    const phone = await TonePhone.open();
    this.#phones.push(phone);
    await phone.call(leg, codecs, options);
    if (options.humHz !== undefined) phone.hum(options.humHz);
    return { leg, phone };
  }

  async close(): Promise<void> {
    await Promise.all(this.#phones.map((phone) => phone.close()));
    await this.plane.close();
  }
}

/** Everything that a leg told, in order: `['digit', '5', 160]`. */
export function recordEvents(leg: MediaLeg, ...names: (keyof MediaLegEvents)[]): unknown[][] {
  const told: unknown[][] = [];
  for (const name of names) leg.on(name, (...args: unknown[]) => told.push([name, ...args]));
  return told;
}
