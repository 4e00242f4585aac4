/** Equipment impairment and robustness against loss, ITU-T G.113 appendix I (Opus and G.722 by analogy, with PLC). */
const codecImpairments = {
  PCMA: { impairment: 0, robustness: 25.1 },
  PCMU: { impairment: 0, robustness: 25.1 },
  G722: { impairment: 0, robustness: 20 },
  opus: { impairment: 0, robustness: 30 },
} as const;

export type QualityInput = {
  codec: keyof typeof codecImpairments;
  /** 0-1, after the jitter buffer: lost and late packets. */
  lossRatio: number;
  roundTripMs: number;
  /** Delay that our jitter buffer adds. */
  bufferMs: number;
};

/** Simplified E-model (ITU-T G.107): rating R from delay and loss. */
export function transmissionRating(input: QualityInput): number {
  const { impairment, robustness } = codecImpairments[input.codec];
  // One way: half the round trip, the buffer, and 40 ms of packetisation and playout at both ends.
  const delayMs = input.roundTripMs / 2 + input.bufferMs + 40;
  const delayImpairment = 0.024 * delayMs + (delayMs > 177.3 ? 0.11 * (delayMs - 177.3) : 0);
  const lossPercent = Math.min(1, Math.max(0, input.lossRatio)) * 100;
  const lossImpairment = impairment + (95 - impairment) * (lossPercent / (lossPercent + robustness));
  return Math.max(0, Math.min(93.2, 93.2 - delayImpairment - lossImpairment));
}

/** Estimated mean opinion score, 1-4.41 (G.107 annex B). Narrow-band scale for all codecs. */
export function estimateMos(input: QualityInput): number {
  const rating = transmissionRating(input);
  const score = 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6;
  return Math.max(1, score);
}
