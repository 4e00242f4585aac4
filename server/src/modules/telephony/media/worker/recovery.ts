/** Tells about an error that was survived. */
export type ReportError = (error: unknown) => void;

/**
 * Runs work for one leg so that an error ends with it. A thread carries hundreds of calls, and what a stranger sends to
 * one of them must never be able to end the others.
 */
export function survive<Args extends readonly unknown[]>(
  run: (...args: Args) => void,
  report: ReportError,
): (...args: Args) => void {
  return (...args) => {
    try {
      run(...args);
    } catch (error) {
      report(error);
    }
  };
}
