/** The person's choice of devices, kept in this browser; null = the system's default. */
export type AudioChoice = {
  readonly microphoneId: string | null;
  readonly speakerId: string | null;
  readonly ringerId: string | null;
};

const storageKey = 'carillon.audio';
const systemDefault: AudioChoice = { microphoneId: null, speakerId: null, ringerId: null };

export function readAudioChoice(): AudioChoice {
  try {
    return { ...systemDefault, ...(JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<AudioChoice>) };
  } catch {
    return systemDefault;
  }
}

export function saveAudioChoice(choice: AudioChoice): void {
  localStorage.setItem(storageKey, JSON.stringify(choice));
  window.dispatchEvent(new Event('carillon:audio-choice'));
}

type SinkElement = HTMLMediaElement & { setSinkId?: (id: string) => Promise<void> };

/** Browsers without a choice of output (Safari) stay on the system's default. */
export const canChooseOutput = 'setSinkId' in HTMLMediaElement.prototype;

export async function routeOutput(element: HTMLMediaElement, sinkId: string | null): Promise<void> {
  const target = element as SinkElement;
  if (!target.setSinkId) return;
  await target.setSinkId(sinkId ?? '').catch(() => target.setSinkId?.(''));
}
