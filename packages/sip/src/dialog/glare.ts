/** How long to wait before an offer refused with 491 is made again (RFC 3261 14.1), in milliseconds, in steps of 10. */
export const glareDelayMs = (ownsCallId: boolean, random: () => number = Math.random): number => {
  // The owner of the Call-ID waits 2.1-4 s, the other side 0-2 s, so that the two cannot meet again.
  if (ownsCallId) return 2_100 + Math.floor(random() * 191) * 10;
  return Math.floor(random() * 201) * 10;
};

/** After this many tries in a row the 491 goes to the caller. */
export const GLARE_ATTEMPTS = 4;
