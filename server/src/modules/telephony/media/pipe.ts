import type { EmbeddedLeg } from './embedded-leg.ts';
import type { LegMedia } from './protocol.ts';
import type { WorkerHandle } from './worker-handle.ts';

/** Two plain legs of ours in two threads, sending to one another over loopback. */
export type Pipe = { readonly nearA: EmbeddedLeg; readonly nearB: EmbeddedLeg };

/** Opens a plain leg of ours in that thread. */
export type OpenPipeEnd = (worker: WorkerHandle, legId: string) => Promise<EmbeddedLeg>;

const pipePayloadType = 96;
const pipeEventPayloadType = 101;

let opened = 0;

/** Between the threads of two legs, in the codec of the first; joined to neither yet. */
export async function openPipe(open: OpenPipeEnd, legA: EmbeddedLeg, workerB: WorkerHandle): Promise<Pipe> {
  opened += 1;
  const nearA = await open(legA.worker, `pipe-${opened}-a`);
  try {
    const pipe = { nearA, nearB: await open(workerB, `pipe-${opened}-b`) };
    await tunePipe(pipe, legA);
    return pipe;
  } catch (error) {
    // Half a pipe is of no use.
    await nearA.close();
    throw error;
  }
}

/** The codec of the first party changed: the pipe carries that. */
export async function tunePipe({ nearA, nearB }: Pipe, party: EmbeddedLeg): Promise<void> {
  const { media } = party.description;
  await nearA.worker.request({ kind: 'configure', legId: nearA.legId, media: media && pipeMedia(media, nearB) });
  await nearB.worker.request({ kind: 'configure', legId: nearB.legId, media: media && pipeMedia(media, nearA) });
}

export async function closePipe({ nearA, nearB }: Pipe): Promise<void> {
  await Promise.all([nearA.close(), nearB.close()]);
}

/** The party's codec under payload types of our own, towards the other end of the pipe. */
function pipeMedia(party: LegMedia, to: EmbeddedLeg): LegMedia {
  const { address, port } = to.description.boundTo;
  const types = { send: pipePayloadType, receive: pipePayloadType };
  const events = { send: pipeEventPayloadType, receive: pipeEventPayloadType, clockRate: party.clockRate };
  return {
    codec: party.codec,
    clockRate: party.clockRate,
    payloadTypes: types,
    events: [events],
    remote: { rtp: { address, port }, rtcp: { address, port: port + 1 } },
    rtcpMux: false,
    packetMs: party.packetMs,
    hears: true,
    speaks: true,
    sdes: null,
    webrtc: null,
  };
}
