// Progress on the terminal: a line when a phase begins, a line now and then while it lasts, its time at the end.

/** Seconds since `startedAtMs` (a `Date.now()`), as text with one decimal below ten. */
export function elapsed(startedAtMs) {
  const seconds = (Date.now() - startedAtMs) / 1000;
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

/**
 * Runs `work`, telling what happens: `text` first, then every five seconds the time so far and what `detail` says.
 * @template T
 * @param {string} text
 * @param {() => Promise<T>} work
 * @param {() => string} [detail]
 * @returns {Promise<T>}
 */
export async function phase(text, work, detail = () => '') {
  const startedAtMs = Date.now();
  console.log(`${text} ...`);
  const ticker = setInterval(() => {
    const more = detail();
    console.log(`  ${elapsed(startedAtMs)}${more ? `, ${more}` : ''}`);
  }, 5000);
  try {
    const result = await work();
    console.log(`  done in ${elapsed(startedAtMs)}`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}
