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
    this.#callback?.(value);
  }

  on(callback: (value: Value) => void): void {
    this.#callback = callback;
    if (this.#happened !== null) callback(this.#happened.value);
  }
}
