import { Generations } from './generations.ts';

type Guesses = { count: number; lastMs: number; readonly names: Set<string> };

const memoryMs = 3600_000;
const failuresBeforeBan = 30;
/** From where people sign in, a few telephones with an old password are no attack. */
const namesBeforeBan = 10;
const maxSources = 20_000;

/** Wrong passwords of a source, whatever the names. */
export class SourceGuesses {
  readonly #guesses = new Generations<Guesses>(maxSources);

  /** Counts one; true when the source is guessing. `isProven`: somebody signed in from there lately. */
  note(source: string, name: string, when: { readonly nowMs: number; readonly isProven: boolean }): boolean {
    const known = this.#guesses.get(source);
    const entry = known !== undefined && when.nowMs - known.lastMs < memoryMs ? known : this.#fresh(source);
    entry.count += 1;
    entry.lastMs = when.nowMs;
    if (entry.names.size < namesBeforeBan) entry.names.add(name);
    return entry.count >= failuresBeforeBan && (!when.isProven || entry.names.size >= namesBeforeBan);
  }

  forget(source: string): void {
    this.#guesses.delete(source);
  }

  #fresh(source: string): Guesses {
    const entry = { count: 0, lastMs: 0, names: new Set<string>() };
    this.#guesses.set(source, entry);
    return entry;
  }
}
