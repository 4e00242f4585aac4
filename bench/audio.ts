/**
 * Cost of sound and of the pure parts of RTP and SDP: CPU microseconds per 20 ms frame, packet or description.
 * Run: `node bench/audio.ts [seconds per row]`. One core; user + system time of this process.
 */
import {
  DtmfDetector,
  G722Decoder,
  G722Encoder,
  OpusDecoder,
  OpusEncoder,
  Resampler,
  VoiceActivityDetector,
  alawToUlaw,
  decodeAlaw,
  encodeAlaw,
  levelDbfs,
  loadPrompt,
  MixBus,
} from '@carillon/audio';
import {
  JitterBuffer,
  ReceiverStatistics,
  RtpRewriter,
  buildRtp,
  createRtpHeader,
  parseRtp,
  readRtpHeader,
} from '@carillon/rtp';
import { answerOffer, createOffer, formatSdp, parseSdp } from '@carillon/sdp';

type Rate = 8_000 | 16_000 | 48_000;

/** Something that the optimiser cannot leave out. */
let sink = 0;
const seconds = Number(process.argv[2] ?? 0.5);

const speech8k = loadPrompt('en', 'number_unassigned');
const speech: Record<Rate, Int16Array> = {
  8_000: speech8k,
  16_000: new Resampler({ from: 8_000, to: 16_000 }).process(speech8k),
  48_000: new Resampler({ from: 8_000, to: 48_000 }).process(speech8k),
};

/** The speech of that rate, frame after frame, over and over. */
function speaker(rate: Rate): () => Int16Array {
  const samples = rate / 50;
  const count = Math.floor(speech[rate].length / samples);
  let frame = 0;
  return () => {
    frame = (frame + 1) % count;
    return speech[rate].subarray(frame * samples, (frame + 1) * samples);
  };
}

/** CPU microseconds per run, over about this many seconds. */
function measure(run: () => void, forSeconds: number): number {
  const end = performance.now() + forSeconds * 1_000;
  const before = process.cpuUsage();
  let runs = 0;
  while (performance.now() < end) {
    for (let i = 0; i < 100; i++) run();
    runs += 100;
  }
  const used = process.cpuUsage(before);
  return (used.user + used.system) / runs;
}

function row(name: string, run: () => void): void {
  measure(run, seconds);
  process.stdout.write(`${name.padEnd(44)} ${measure(run, seconds).toFixed(2).padStart(8)} µs\n`);
}

function codecRows(): void {
  const next = speaker(8_000);
  const codes = encodeAlaw(next());
  const pcm = new Int16Array(160);
  row('G.711 encode', () => void (sink += encodeAlaw(next(), codes).length));
  row('G.711 decode', () => void (sink += decodeAlaw(codes, pcm).length));
  row('G.711 A-law to mu-law', () => void (sink += alawToUlaw(codes, codes).length));
  const wide = speaker(16_000);
  const g722 = { encoder: new G722Encoder(), decoder: new G722Decoder() };
  const payload = g722.encoder.encode(wide());
  row('G.722 encode', () => void (sink += g722.encoder.encode(wide()).length));
  row('G.722 decode', () => void (sink += g722.decoder.decode(payload).length));
}

async function opusRows(): Promise<void> {
  for (const sampleRate of [8_000, 16_000, 48_000] as const) {
    const encoder = await OpusEncoder.create({ sampleRate });
    const decoder = await OpusDecoder.create({ sampleRate });
    const next = speaker(sampleRate);
    const packets = Array.from({ length: 100 }, () => encoder.encode(next()));
    let at = 0;
    row(`Opus encode, ${sampleRate / 1_000} kHz`, () => void (sink += encoder.encode(next()).length));
    row(`Opus decode, ${sampleRate / 1_000} kHz`, () => void (sink += decoder.decode(packets[at++ % 100]!)!.length));
    encoder.close();
    decoder.close();
  }
}

function soundRows(): void {
  for (const [from, to] of [
    [8_000, 16_000],
    [8_000, 48_000],
    [16_000, 48_000],
    [48_000, 16_000],
    [48_000, 8_000],
    [16_000, 8_000],
  ] as const) {
    const resampler = new Resampler({ from, to });
    const next = speaker(from);
    row(`resample ${from / 1_000} to ${to / 1_000} kHz`, () => void (sink += resampler.process(next()).length));
  }
  const next = speaker(8_000);
  for (const parties of [3, 10, 30]) {
    const inputs = Array.from({ length: parties }, () => next());
    const bus = new MixBus(160);
    row(`mix-minus, ${parties} parties, 8 kHz`, () => {
      bus.clear();
      for (const input of inputs) bus.add(input);
      for (const input of inputs) sink += bus.heardBy(input)[0] ?? 0;
    });
  }
  const detector = new DtmfDetector({ sampleRate: 8_000 });
  const activity = new VoiceActivityDetector();
  row('in-band digit detection', () => void (sink += detector.push(next()).length));
  row('voice activity by energy', () => void (sink += Number(activity.push(next()))));
  row('level', () => void (sink += levelDbfs(next())));
}

function rtpRows(): void {
  const payload = new Uint8Array(160);
  const bytes = buildRtp({ marker: false, payloadType: 8, sequence: 0, timestamp: 0, ssrc: 1, payload });
  const header = createRtpHeader();
  const rewriter = new RtpRewriter({ ssrc: 2, clockRate: 8_000, firstSequence: 1, firstTimestamp: 1 });
  const statistics = new ReceiverStatistics({ ssrc: 1, clockRate: 8_000 });
  const jitter = new JitterBuffer({ clockRate: 8_000 });
  let index = 0;
  row('RTP header, no allocation', () => void (sink += Number(readRtpHeader(bytes, bytes.length, header))));
  row('RTP packet, simple way', () => void (sink += parseRtp(bytes)!.payload.length));
  row('RTP relay: read, count, rewrite', () => {
    index++;
    readRtpHeader(bytes, bytes.length, header);
    header.sequence = index & 0xffff;
    header.timestamp = (index * 160) >>> 0;
    header.ssrc = 1;
    statistics.onPacket(header.sequence, header.timestamp, index * 20);
    sink += Number(rewriter.relay(bytes, header, index * 20));
  });
  index = 0;
  row('jitter buffer, push and pull', () => {
    index++;
    jitter.push({ sequence: index & 0xffff, timestamp: (index * 160) >>> 0, payload }, index * 20);
    sink += jitter.pull(index * 20 + 7).samples;
  });
}

function sdpRows(): void {
  const local = {
    address: '192.0.2.1',
    port: 40_000,
    codecs: ['opus', 'G722', 'PCMA', 'PCMU'],
    sessionId: '1',
  } as const;
  const offer = createOffer(local);
  const text = formatSdp(offer);
  row(`SDP parse, ${text.length} bytes`, () => void (sink += parseSdp(text).kind.length));
  row('SDP answer', () => void (sink += answerOffer(offer, local).kind.length));
  row('SDP format', () => void (sink += formatSdp(offer).length));
}

codecRows();
await opusRows();
soundRows();
rtpRows();
sdpRows();
if (sink === 0) throw new Error('Nothing was measured');
