import { parentPort, workerData } from 'node:worker_threads';
import { startMediaWorker } from '../modules/telephony/media/worker/media-worker.ts';

// The entry of a media thread; the embedded media plane starts as many as the settings say.
if (!parentPort) throw new Error('this file is started as a worker thread');
startMediaWorker(parentPort, workerData);
