/** The server in this process on real sockets with its real media plane, and telephones over UDP, TCP, TLS and WSS. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Flow, SipEndpointOptions } from '@carillon/sip';
import { checkTrace, type Packet } from '@carillon/sip/testing';
import type { MediaPlane } from '#telephony';
import { loadCertificate } from '#platform/tls';
import { createTestApp } from '../app.ts';
import { telephonyModules, type TelephonyApp } from '../factories/telephony.ts';
import type { Cell } from './cells.ts';
import { FlowingClock } from './flowing-clock.ts';
import { Members } from './real-members.ts';
import { scenarios } from './scenarios.ts';
import { sessionExpiresSeconds, type Stage } from './stage.ts';
import type { Waiting } from './waiting.ts';

export interface RealStage {
  /** Plays one cell in an organization of its own; several may be played at the same time. */
  play(cell: Cell): Promise<void>;
  /** What is left of all calls, and the rules of the RFCs that the server broke: both empty. */
  verdict(): Promise<{ left: Record<string, number>; broken: string[]; judged: number }>;
  close(): Promise<void>;
}

/** Closed with the stage. */
export async function openRealStage(media: MediaPlane): Promise<RealStage> {
  const clock = new FlowingClock();
  const dataDir = mkdtempSync(join(tmpdir(), 'carillon-matrix-'));
  const certificate = (await loadCertificate({ tls: { kind: 'self_signed' }, dataDir, publicAddress: '127.0.0.1' }))!;
  const trace = new Trace(clock);
  const options: SipEndpointOptions = {
    clock,
    sessionExpiresSeconds,
    trace: trace.record,
    tlsClient: { ca: certificate.cert },
    // The telephones share this process: what makes it late is no load of the server's.
    shouldShed: () => false,
  };
  const app = await createTestApp({
    certificate,
    modules: (platform) => telephonyModules(platform, () => ({ media, certificate, options })),
  });
  const stopFlowing = flowWithTime(app);
  const httpPort = await app.http.listen('127.0.0.1', 0);
  const stage: Stage = { app, clock, certificate, httpPort, carriers: [] };
  return {
    play: (cell) => play(stage, trace, cell),
    verdict: () => verdict(stage, trace, media),
    async close() {
      for (const carrier of stage.carriers) carrier.close();
      await app.modules.telephony.stop();
      await stopFlowing();
      await app.close();
      await media.close();
    },
  };
}

async function play(stage: Stage, trace: Trace, cell: Cell): Promise<void> {
  const members = new Members(stage, cell);
  try {
    await scenarios[cell.scenario]({
      ...waiting,
      pass: (seconds) => stage.clock.jump(seconds),
      parties: (count) => members.join(count),
      another: (of) => members.another(of),
      carrier: () => members.carrier(),
      seen: (direction, matches) => trace.count(direction, matches),
    });
  } finally {
    await members.leave();
  }
}

const limitMs = 20_000;

const waiting: Waiting = {
  async until(what, check) {
    const endMs = performance.now() + limitMs;
    for (;;) {
      const value = await check();
      if (value !== undefined && value !== null && value !== false) return value;
      if (performance.now() > endMs) throw new Error(`did not happen in ${limitMs} ms: ${what}`);
      await pause(20);
    }
  },
  async settled(what, promise) {
    const late = AbortSignal.timeout(limitMs);
    const never = new Promise<never>((_, reject) =>
      late.addEventListener('abort', () => reject(new Error(`did not happen in ${limitMs} ms: ${what}`))),
    );
    return Promise.race([promise, never]);
  },
};

/** The house's own clock is the tests' fake one: here it goes with the real one. */
function flowWithTime(app: TelephonyApp): () => Promise<void> {
  let isOver = false;
  const flowing = (async () => {
    let lastMs = Math.floor(performance.now());
    while (!isOver) {
      await pause(5);
      const nowMs = Math.floor(performance.now());
      await app.clock.advance(nowMs - lastMs);
      lastMs = nowMs;
    }
  })();
  return () => {
    isOver = true;
    return flowing;
  };
}

/** Every message that passed the server, as the rules of the RFCs are judged by. */
class Trace {
  readonly packets: Packet[] = [];
  readonly #clock: FlowingClock;

  constructor(clock: FlowingClock) {
    this.#clock = clock;
  }

  readonly record = (direction: 'in' | 'out', flow: Flow, bytes: Uint8Array): void => {
    const [server, peer] = ['server:0', `${flow.remoteAddress}:${flow.remotePort}`];
    const [from, to] = direction === 'in' ? [peer, server] : [server, peer];
    this.packets.push({ from, to, bytes: Buffer.from(bytes), atMs: this.#clock.now() });
  };

  count(direction: 'in' | 'out', matches: RegExp): number {
    const side = direction === 'in' ? 'to' : 'from';
    const own = this.packets.filter((packet) => packet[side] === 'server:0');
    return own.filter(({ bytes }) => matches.test(Buffer.from(bytes).toString())).length;
  }
}

async function verdict(stage: Stage, trace: Trace, media: MediaPlane) {
  const { telephony, sip } = stage.app.modules;
  const openLegs = async () => (await media.health()).workers.reduce((sum, worker) => sum + worker.legs, 0);
  await waiting.until('no call is in progress', async () => (await telephony.health()).callsInProgress === 0);
  await waiting.until('every leg is closed', async () => (await openLegs()) === 0);
  // 64*T1 and its like: every transaction has had its time.
  await stage.clock.jump(40);
  const { clientTransactionsLive, serverTransactionsLive, dialogsLive, internalErrors } = sip.stats();
  return {
    left: { clientTransactionsLive, serverTransactionsLive, dialogsLive, internalErrors },
    broken: checkTrace(trace.packets, (address) => address === 'server'),
    judged: trace.packets.length,
  };
}
