/** Something that happens at most once, told to whoever asks before or after. */
export class Once<Value> {
  #happened: { readonly value: Value } | null = null;
  #callback: ((value: Value) => void) | null = null;

  get happened(): boolean {
    return this.#happened !== null;
  }

  set(value: Value): void {
    if (this.#happened !== null) return;
    this.#happened = { value };
    const callback = this.#callback;
    this.release();
    callback?.(value);
  }

  /** Forgets who asked: transactions linger for 32 s and must not keep alive what their user is made of. */
  release(): void {
    this.#callback = null;
  }

  on(callback: (value: Value) => void): void {
    if (this.#happened === null) this.#callback = callback;
    else callback(this.#happened.value);
  }
}
