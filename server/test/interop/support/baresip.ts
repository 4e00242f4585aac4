import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWav, dominantFrequency, parseWav, sine } from '@carillon/audio';
import { connect, createServer, type Socket } from 'node:net';
import type { Account, Place } from './telephone.ts';
import { until } from './waiting.ts';

export type BaresipOptions = {
  readonly toneHz: number;
  /** As baresip lists them; default G.711. */
  readonly codecs?: string;
  /** SDES keys offered and demanded. */
  readonly secured?: boolean;
  /** SIP addresses whose presence it watches; it then watches its own messages too. */
  readonly watches?: readonly string[];
};

const rateOf = (codecs: string): number =>
  codecs.includes('opus') ? 48_000 : codecs.includes('G722') ? 16_000 : 8_000;

type BaresipEvent = { readonly type: string; readonly param?: string };

/** baresip as a desk telephone: a tone for a microphone, a WAV file for a loudspeaker, driven over its control port. */
export class Baresip {
  readonly account: Account;
  readonly toneHz: number;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #rate: number;
  #control: Socket | null = null;
  #keys: Socket | null = null;
  #received = '';
  readonly events: BaresipEvent[] = [];
  output = '';

  private constructor(child: ChildProcess, at: { folder: string; account: Account; toneHz: number; rate: number }) {
    this.#child = child;
    this.#folder = at.folder;
    this.#rate = at.rate;
    this.account = at.account;
    this.toneHz = at.toneHz;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (this.output += String(chunk)));
  }

  /** Started and registered. */
  static async registered(sip: Place, account: Account, options: BaresipOptions): Promise<Baresip> {
    const { toneHz, codecs = 'PCMA/8000/1,PCMU/8000/1', secured = false, watches = [] } = options;
    const folder = mkdtempSync(join(tmpdir(), 'carillon-baresip-'));
    const rate = rateOf(codecs);
    const [controlPort, keysPort] = [await freePort(), await freePort()];
    const tone = sine({ sampleRate: rate, frequencyHz: toneHz, milliseconds: 60_000, levelDbfs: -14 });
    writeFileSync(join(folder, 'tone.wav'), buildWav(tone, { sampleRate: rate }));
    writeFileSync(
      join(folder, 'config'),
      configOf({ folder, controlPort, keysPort, rate, isWatching: watches.length > 0 }),
    );
    writeFileSync(join(folder, 'accounts'), accountOf(sip, account, { codecs, secured }));
    writeFileSync(join(folder, 'contacts'), watches.map((address) => `<${address}>;presence=p2p\n`).join(''));
    const child = spawn('baresip', ['-f', folder], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
    const made = new Baresip(child, { folder, account, toneHz, rate });
    made.#control = await made.#open(controlPort);
    made.#control.on('data', (chunk) => made.#read(chunk.toString()));
    made.#keys = await made.#open(keysPort);
    // Not its event: that may come before anybody listens.
    await until(`baresip ${account.extension} registered`, () => made.output.includes('200 OK'));
    return made;
  }

  /** One line for its menu, e.g. `dial 102`. */
  command(command: string, params = ''): void {
    const text = JSON.stringify({ command, params, token: 'test' });
    this.#control!.write(`${Buffer.byteLength(text)}:${text},`);
  }

  /** Presses one key of its menu: `x` holds, `X` resumes. */
  key(key: string): void {
    this.#keys!.write(key);
  }

  /** Waits for the n-th event of this type. */
  event(type: string, count = 1): Promise<true> {
    return until(`baresip ${this.account.extension}: ${type} (${count})\n${this.output.slice(-2000)}`, () =>
      this.count(type) >= count ? true : null,
    );
  }

  count(type: string): number {
    return this.events.filter((event) => event.type === type).length;
  }

  /** The loudest frequency of the last 400 ms that it played, rounded to 10 Hz; 0 for silence. */
  tone(): number {
    const peak = dominantFrequency(this.#lately(), this.#rate);
    return peak !== undefined && peak.levelDbfs > -40 ? Math.round(peak.frequencyHz / 10) * 10 : 0;
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.command('quit');
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 3_000);
    await ended;
    clearTimeout(late);
    this.#control?.destroy();
    this.#keys?.destroy();
  }

  /** What is in the newest recording; its header may not be written yet. */
  #heard(): Int16Array {
    const file = readdirSync(this.#folder)
      .filter((name) => /^dump-.*-dec\.wav$/.test(name))
      .toSorted()
      .at(-1);
    if (file === undefined) return new Int16Array(0);
    const bytes = readFileSync(join(this.#folder, file));
    const wav = parseWav(bytes);
    if (wav.kind === 'wav' && wav.samples.length > 0) return wav.samples;
    const data = bytes.subarray(Math.min(bytes.length, 44));
    return new Int16Array(Uint8Array.from(data.subarray(0, data.length & ~1)).buffer);
  }

  #lately(): Int16Array {
    return this.#heard().subarray(-Math.floor(this.#rate * 0.4));
  }

  async #open(port: number): Promise<Socket> {
    const socket = await until('a control port of baresip', async () => {
      if (this.#child.exitCode !== null) throw new Error(`baresip ended:\n${this.output}`);
      return tryConnect(port);
    });
    socket.on('error', () => undefined);
    socket.resume();
    return socket;
  }

  /** Netstrings of JSON. */
  #read(chunk: string): void {
    this.#received += chunk;
    for (;;) {
      const head = /^(\d+):/.exec(this.#received);
      if (head === null) return;
      const start = head[0].length;
      const end = start + Number(head[1]);
      if (this.#received.length <= end) return;
      const value = JSON.parse(this.#received.slice(start, end)) as BaresipEvent & { event?: boolean };
      if (value.event === true) this.events.push(value);
      this.#received = this.#received.slice(end + 1);
    }
  }
}

type ConfigParts = {
  readonly folder: string;
  readonly controlPort: number;
  readonly keysPort: number;
  readonly rate: number;
  readonly isWatching: boolean;
};

function configOf({ folder, controlPort, keysPort, rate, isWatching }: ConfigParts): string {
  return [
    'poll_method epoll',
    'sip_listen 127.0.0.1:0',
    'call_max_calls 4',
    `audio_source aufile,${folder}/tone.wav`,
    'audio_player aubridge,loudspeaker',
    'audio_alert aubridge,alert',
    `ausrc_srate ${rate}`,
    `auplay_srate ${rate}`,
    'ausrc_channels 1',
    'auplay_channels 1',
    'audio_txmode poll',
    'rtp_ports 26200-26998',
    'jitter_buffer_delay 1-5',
    'module_path /usr/lib/baresip/modules',
    'module g711.so',
    'module g722.so',
    'module srtp.so',
    'module rtcpsummary.so',
    'module opus.so',
    'module aufile.so',
    'module aubridge.so',
    'module sndfile.so',
    `snd_path ${folder}`,
    'opus_stereo no',
    'opus_sprop_stereo no',
    'module_tmp account.so',
    'module_app contact.so',
    'module_app menu.so',
    ...(isWatching ? ['module_app presence.so', 'module_app mwi.so'] : []),
    'module_app ctrl_tcp.so',
    `ctrl_tcp_listen 127.0.0.1:${controlPort}`,
    'module cons.so',
    `cons_listen 127.0.0.1:${keysPort}`,
    'redial_attempts 0',
    'statmode_default off',
    '',
  ].join('\n');
}

function accountOf(
  sip: Place,
  { sip: { username, password } }: Account,
  { codecs, secured }: { codecs: string; secured: boolean },
): string {
  const parameters = [
    `auth_user=${username}`,
    `auth_pass=${password}`,
    `outbound="sip:${sip.host}:${sip.port}"`,
    'regint=120',
    `audio_codecs=${codecs}`,
    'ptime=20',
    ...(secured ? ['mediaenc=srtp-mand'] : []),
  ];
  return `<sip:${username}@${sip.domain}>;${parameters.join(';')}\n`;
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

function tryConnect(port: number): Promise<Socket | null> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });
}
