/** A part of the running server that starts and stops as a whole (ARCHITECTURE: one program, four roles). */
export interface Role {
  readonly name: 'http' | 'sip' | 'media' | 'worker' | 'demo';
  start(): Promise<void>;
  /** Tells those who use it that the server is about to stop: browsers, people in calls. */
  warn?(): void;
  /** Stops taking new work, finishes what is short, ends the rest. */
  stop(): Promise<void>;
}
