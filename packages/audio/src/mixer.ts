function clamp(value: number): number {
  return value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value;
}

/** Undefined is a party that sends nothing at present. Frames shorter than `samples` count as followed by silence. */
export type MixInput = Int16Array | undefined;

/** Everybody hears everybody but themselves: one sum, and each party's own voice taken out of it. */
export function mixMinus(inputs: readonly MixInput[], samples: number): Int16Array[] {
  const total = new Int32Array(samples);
  for (const input of inputs) if (input) addTo(total, input);
  const everybody = limited(total);
  return inputs.map((own) => (own ? without(total, own) : everybody.slice()));
}

function without(total: Int32Array, own: Int16Array): Int16Array {
  const out = new Int16Array(total.length);
  const count = Math.min(total.length, own.length);
  for (let index = 0; index < count; index++) out[index] = clamp((total[index] as number) - (own[index] as number));
  for (let index = count; index < total.length; index++) out[index] = clamp(total[index] as number);
  return out;
}

/**
 * Who hears whom is given pair by pair: for supervision (listen, whisper) and announcements to one party. Costs the
 * square of the parties: use `mixMinus` where it fits.
 */
export function mixSelected(
  inputs: readonly MixInput[],
  samples: number,
  isHeard: (listener: number, speaker: number) => boolean,
): Int16Array[] {
  return inputs.map((_, listener) =>
    mix(
      inputs.filter((__, speaker) => isHeard(listener, speaker)),
      samples,
    ),
  );
}

/** The plain sum of all inputs, limited to full scale. */
export function mix(inputs: readonly MixInput[], samples: number): Int16Array {
  const total = new Int32Array(samples);
  for (const input of inputs) if (input) addTo(total, input);
  return limited(total);
}

function limited(total: Int32Array): Int16Array {
  const out = new Int16Array(total.length);
  for (let index = 0; index < total.length; index++) out[index] = clamp(total[index] as number);
  return out;
}

function addTo(total: Int32Array, input: Int16Array): void {
  const count = Math.min(total.length, input.length);
  for (let index = 0; index < count; index++) total[index] = (total[index] as number) + (input[index] as number);
}

/** Two mono streams as left and right; the shorter one is followed by silence. */
export function interleave(left: Int16Array, right: Int16Array): Int16Array {
  const frames = Math.max(left.length, right.length);
  const out = new Int16Array(frames * 2);
  for (let index = 0; index < frames; index++) {
    out[2 * index] = left[index] ?? 0;
    out[2 * index + 1] = right[index] ?? 0;
  }
  return out;
}
