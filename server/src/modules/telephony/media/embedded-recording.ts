import { stat } from 'node:fs/promises';
import { wavDurationMs } from '@carillon/audio';
import type { MediaRecording, RecordedSound } from '../ports/media-plane.ts';
import type { WorkerHandle } from './worker-handle.ts';

type Own = { readonly worker: WorkerHandle; readonly recordingId: string; readonly path: string };

/** The signalling side's handle on a recording; the file is written in the leg's thread. */
export function embeddedRecording({ worker, recordingId, path }: Own): MediaRecording {
  let stopping: Promise<RecordedSound> | null = null;
  const setPaused = async (isPaused: boolean): Promise<void> => {
    if (stopping) throw new Error(`recording ${recordingId} is stopped`);
    await worker.request({ kind: 'pause_recording', recordingId, isPaused });
  };
  const stop = async (): Promise<RecordedSound> => {
    const reply = await worker.request({ kind: 'stop_recording', recordingId });
    return reply && 'isWhole' in reply ? reply : afterDeath(path);
  };
  return {
    pause: () => setPaused(true),
    resume: () => setPaused(false),
    stop: () => (stopping ??= stop()),
  };
}

/** The thread died with the call: what it had written plays. */
async function afterDeath(path: string): Promise<RecordedSound> {
  const bytes = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  const durationMs = wavDurationMs(bytes, { sampleRate: 8_000, channels: 2 });
  return { bytes, durationMs, isWhole: false, failure: 'the media thread died' };
}
