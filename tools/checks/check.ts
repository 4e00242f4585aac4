// What a check is. A check reads a checkout and returns what is wrong; it changes nothing.

export type Finding = {
  /** File, with line when known: `packages/sip/src/uri.ts:12`. */
  readonly where: string;
  /** What is wrong and what to do, in a sentence. */
  readonly message: string;
};

export type CheckOutcome = {
  /** Breaches: any of them fails the check. */
  readonly findings: readonly Finding[];
  /** Things to look at that do not fail. */
  readonly warnings?: readonly Finding[];
  /** What was looked at, for the table: `312 modules`. */
  readonly scope?: string;
};

export type Check = {
  readonly name: string;
  readonly about: string;
  readonly run: (root: string) => Promise<CheckOutcome>;
};
