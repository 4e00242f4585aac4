/** Whoever keeps voice messages tells how many wait for a member, and when that changes. */
export interface MessageWaiting {
  of(userId: string): { readonly unheard: number; readonly heard: number };
  /** One listener, for as long as the process lives. */
  onChange(listener: (userId: string) => void): void;
}

/** While there is no voicemail nobody has a message. */
export const noVoicemail: MessageWaiting = { of: () => ({ unheard: 0, heard: 0 }), onChange: () => undefined };
