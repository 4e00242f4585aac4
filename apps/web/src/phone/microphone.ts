import { readAudioChoice } from './audio-choice.ts';

export type MicrophoneProblem = 'denied' | 'missing' | 'insecure';

/** Asks the browser for the chosen microphone, or says in one word why it can't be had. */
export async function openMicrophone(): Promise<MediaStream | MicrophoneProblem> {
  if (!window.isSecureContext || !navigator.mediaDevices) return 'insecure';
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: audioConstraints(), video: false });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
    return 'missing';
  }
}

function audioConstraints(): MediaTrackConstraints {
  const { microphoneId } = readAudioChoice();
  const base = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  return microphoneId ? { ...base, deviceId: { ideal: microphoneId } } : base;
}
