/** Who answers for which dialog. */
import { dialogKey } from '../dialog/dialog.ts';
import type { NewRequest } from '../transaction/transaction-layer.ts';

export interface DialogOwner {
  /** Any request but ACK and CANCEL; mandatory headers and Require were checked. */
  onRequest(incoming: NewRequest): void;
  onAckRequest(incoming: NewRequest): void;
}

export class DialogTable<Owner extends DialogOwner = DialogOwner> {
  readonly #owners = new Map<string, Owner>();

  get size(): number {
    return this.#owners.size;
  }

  set(callId: string, localTag: string, remoteTag: string, owner: Owner): void {
    this.#owners.set(dialogKey(callId, localTag, remoteTag), owner);
  }

  get(callId: string, localTag: string, remoteTag: string): Owner | undefined {
    return this.#owners.get(dialogKey(callId, localTag, remoteTag));
  }

  /** Only when it is still this owner's. */
  delete(callId: string, localTag: string, remoteTag: string, owner: Owner): void {
    const key = dialogKey(callId, localTag, remoteTag);
    if (this.#owners.get(key) === owner) this.#owners.delete(key);
  }

  values(): Iterable<Owner> {
    return this.#owners.values();
  }

  clear(): void {
    this.#owners.clear();
  }
}
