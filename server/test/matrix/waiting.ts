/** Waiting for what the others do, in real time or in time that is moved. */
export interface Waiting {
  /** @throws when it is not so in its time */
  until<T>(what: string, check: () => T | Promise<T>): Promise<NonNullable<T>>;
  settled<T>(what: string, promise: Promise<T>): Promise<T>;
}
