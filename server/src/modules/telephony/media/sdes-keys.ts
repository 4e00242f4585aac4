import { createSdesKey, readSdesKey, sdesKeyParameters, srtpSuites } from '@carillon/rtp/srtp';
import type { SdesKey } from '@carillon/rtp/srtp';
import type { LocalCrypto, NegotiatedAudio, SessionDescription } from '@carillon/sdp';
import type { LegMedia } from './protocol.ts';

/** The keys that one leg offers and answers with: one for each suite, the same for as long as the leg lives. */
export class SdesKeys {
  readonly #keys = new Map<string, SdesKey>();

  /** For our description; `only` one suite in a re-offer, so that the keys in use stay. */
  cryptos(only?: string): LocalCrypto[] {
    const suites = srtpSuites.filter(({ name }) => only === undefined || name === only);
    return suites.map(({ name }) => ({ suite: name, keyParameters: sdesKeyParameters(this.#keyOf(name)) }));
  }

  /** Null: not secured this way. Undefined: the far side's key can't be used. */
  agreed({ sdes }: NegotiatedAudio): LegMedia['sdes'] | undefined {
    if (!sdes) return null;
    const remote = readSdesKey(sdes.remote);
    return remote && { local: this.#keyOf(remote.suite), remote };
  }

  #keyOf(suite: string): SdesKey {
    const known = this.#keys.get(suite);
    if (known) return known;
    const key = createSdesKey(srtpSuites.find(({ name }) => name === suite)!);
    this.#keys.set(suite, key);
    return key;
  }
}

/** Without the keys that must not be chosen: unknown suites, broken keys, parameters that we do not follow. */
export function withUsableKeys(offer: SessionDescription): SessionDescription {
  const media = offer.media.map((line) => ({
    ...line,
    cryptos: line.cryptos.filter((crypto) => readSdesKey(crypto) !== undefined),
  }));
  return { ...offer, media };
}
