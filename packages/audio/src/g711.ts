/** G.711 by tables (ITU-T G.711). Samples are 16-bit linear; a codeword is one byte per sample at 8 kHz. */

const alawSignBit = 0x80;
/** Even bits of A-law are inverted on the line. */
const alawMask = 0x55;
const ulawBias = 0x84;
const ulawClip = 32_635;

function alawToLinear(code: number): number {
  const value = code ^ alawMask;
  const segment = (value & 0x70) >> 4;
  const mantissa = ((value & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? mantissa : (mantissa + 0x100) << (segment - 1);
  return value & alawSignBit ? magnitude : -magnitude;
}

function linearToAlaw(sample: number): number {
  const isPositive = sample >= 0;
  // 13-bit magnitude; negative values mirror around -1 so that both signs have the same steps.
  const magnitude = (isPositive ? sample : -sample - 1) >> 3;
  const mask = isPositive ? alawMask | alawSignBit : alawMask;
  const segment = Math.max(0, 32 - Math.clz32(magnitude) - 5);
  const mantissa = segment < 2 ? (magnitude >> 1) & 0x0f : (magnitude >> segment) & 0x0f;
  return ((segment << 4) | mantissa) ^ mask;
}

function ulawToLinear(code: number): number {
  const value = ~code & 0xff;
  const magnitude = ((((value & 0x0f) << 3) + ulawBias) << ((value & 0x70) >> 4)) - ulawBias;
  return value & 0x80 ? -magnitude : magnitude;
}

function linearToUlaw(sample: number): number {
  const magnitude = Math.min(Math.abs(sample), ulawClip) + ulawBias;
  const segment = 32 - Math.clz32(magnitude) - 8;
  const mantissa = (magnitude >> (segment + 3)) & 0x0f;
  return ~((sample < 0 ? 0x80 : 0) | (segment << 4) | mantissa) & 0xff;
}

/** Codeword of every 16-bit sample, indexed by the sample modulo 2^16. */
function encodeTable(encode: (sample: number) => number): Uint8Array {
  return Uint8Array.from({ length: 65_536 }, (_, index) => encode((index << 16) >> 16));
}

const alawDecoded = Int16Array.from({ length: 256 }, (_, code) => alawToLinear(code));
const ulawDecoded = Int16Array.from({ length: 256 }, (_, code) => ulawToLinear(code));
const alawEncoded = encodeTable(linearToAlaw);
const ulawEncoded = encodeTable(linearToUlaw);
const ulawOfAlaw = alawDecoded.reduce(
  (table, sample, code) => table.fill(linearToUlaw(sample), code, code + 1),
  new Uint8Array(256),
);
const alawOfUlaw = ulawDecoded.reduce(
  (table, sample, code) => table.fill(linearToAlaw(sample), code, code + 1),
  new Uint8Array(256),
);

/** Byte of digital silence. */
export const alawSilence = linearToAlaw(0);
export const ulawSilence = linearToUlaw(0);

export function encodeAlaw(pcm: Int16Array, out: Uint8Array = new Uint8Array(pcm.length)): Uint8Array {
  for (let index = 0; index < pcm.length; index++) out[index] = alawEncoded[(pcm[index] as number) & 0xffff] as number;
  return out;
}

export function encodeUlaw(pcm: Int16Array, out: Uint8Array = new Uint8Array(pcm.length)): Uint8Array {
  for (let index = 0; index < pcm.length; index++) out[index] = ulawEncoded[(pcm[index] as number) & 0xffff] as number;
  return out;
}

export function decodeAlaw(codes: Uint8Array, out: Int16Array = new Int16Array(codes.length)): Int16Array {
  for (let index = 0; index < codes.length; index++) out[index] = alawDecoded[codes[index] as number] as number;
  return out;
}

export function decodeUlaw(codes: Uint8Array, out: Int16Array = new Int16Array(codes.length)): Int16Array {
  for (let index = 0; index < codes.length; index++) out[index] = ulawDecoded[codes[index] as number] as number;
  return out;
}

/** Codeword to codeword, without going through samples; `out` may be `codes` itself. */
export function alawToUlaw(codes: Uint8Array, out: Uint8Array = new Uint8Array(codes.length)): Uint8Array {
  for (let index = 0; index < codes.length; index++) out[index] = ulawOfAlaw[codes[index] as number] as number;
  return out;
}

/** Codeword to codeword, without going through samples; `out` may be `codes` itself. */
export function ulawToAlaw(codes: Uint8Array, out: Uint8Array = new Uint8Array(codes.length)): Uint8Array {
  for (let index = 0; index < codes.length; index++) out[index] = alawOfUlaw[codes[index] as number] as number;
  return out;
}
