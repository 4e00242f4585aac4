// Turns what npm printed when it failed into one sentence that says what to do.

const causes = [
  [/ENOSPC/, 'The disk is full: free about 2 GB, then run the same command again.'],
  [
    /EACCES|EPERM|EROFS/,
    'npm may not write here: check who owns this folder and the npm cache (npm config get cache).',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|EHOSTUNREACH|network/i,
    'The npm registry cannot be reached: check the network (and the proxy settings), then run the same command again.',
  ],
  [
    /EINTEGRITY/,
    'A downloaded package differs from the lockfile: run "npm cache verify", then the same command again.',
  ],
  [/E401|E403|407/, 'The npm registry or the proxy refused access: check the registry and credentials in .npmrc.'],
  [/E404|ETARGET|notarget/, 'The npm registry does not have one of the packages (is a partial mirror configured?).'],
  [/EUSAGE|in sync/, 'package.json and package-lock.json differ: run "npm install" once, then the same command again.'],
];

/** The sentence for the output of a failed npm; the last lines of the output when the cause is not known. */
export function explain(output) {
  const known = causes.find(([pattern]) => pattern.test(output));
  const tail = output.trim().split('\n').slice(-8).join('\n');
  return known ? `${known[1]}\n\nnpm said:\n${tail}` : `npm failed:\n${tail}`;
}

/** A failure whose message is meant for the person at the terminal: printed without a stack. */
export class SetupError extends Error {
  exitCode = 2;
}

/** The set-up was stopped from outside (Ctrl-C). */
export class Interrupted extends SetupError {
  exitCode = 130;

  constructor() {
    super('Stopped. Run the same command again to go on.');
  }
}
