/** Everybody hums one of their own: far enough apart, and none the harmonic of another that a codec could make of it. */
export const tonesHz = [500, 900, 1_400, 1_960] as const;
