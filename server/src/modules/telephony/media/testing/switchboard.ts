import type { CodecName, MediaDirection, MediaLeg, MediaLegEvents, MediaPlane } from '../../ports/media-plane.ts';
import type { EmbeddedMediaPlane } from '../embedded-media-plane.ts';
import { testPlane } from './plane.ts';
import type { TestPlaneOptions } from './plane.ts';
import { TonePhone } from './tone-phone.ts';

type Party = { readonly leg: MediaLeg; readonly phone: TonePhone };

/** A plane with phones on it, all closed together. */
export class Switchboard<Plane extends MediaPlane = EmbeddedMediaPlane> {
  readonly plane: Plane;
  readonly #phones: TonePhone[] = [];
  readonly #isOneCall: boolean;
  #firstLegId: string | null = null;

  /** `isOneCall`: each leg is opened near the first one, as those of a call are. */
  constructor(plane: Plane, { isOneCall = true } = {}) {
    this.plane = plane;
    this.#isOneCall = isOneCall;
  }

  /** On our own workers, legs wherever there is room. */
  static open(options: TestPlaneOptions = {}): Switchboard {
    return new Switchboard(testPlane(options), { isOneCall: false });
  }

  /** A phone that called in. */
  async connect(
    legId: string,
    codecs: readonly CodecName[],
    options: { direction?: MediaDirection; near?: string; humHz?: number } = {},
  ): Promise<Party> {
    const near = options.near ?? (this.#isOneCall ? this.#firstLegId : null);
    this.#firstLegId ??= legId;
    const leg = await this.plane.openLeg({ legId, transport: 'rtp', ...(near === null ? {} : { near }) });
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
