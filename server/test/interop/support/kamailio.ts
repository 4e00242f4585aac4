import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './waiting.ts';

/** A Kamailio of its own: configuration, port and working folder. Nothing of the system's is read or written. */
export class Kamailio {
  readonly port: number;
  readonly #child: ChildProcess;
  output = '';

  private constructor(port: number, child: ChildProcess) {
    this.port = port;
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (this.output += String(chunk)));
  }

  /** @param script what it does with requests, by its port */
  static async start(script: (port: number) => string): Promise<Kamailio> {
    const port = await freeUdpPort();
    const folder = mkdtempSync(join(tmpdir(), 'carillon-kamailio-'));
    const file = join(folder, 'kamailio.cfg');
    writeFileSync(file, `${preamble(port)}\n${script(port)}`);
    // -DD: in the foreground; -E: tell this process. Memory in MB.
    const flags = ['-DD', '-E', '-f', file, '-w', folder, '-Y', folder, '-m', '16', '-M', '4'];
    const made = new Kamailio(port, spawn('kamailio', flags, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }));
    await until('Kamailio answers', () => {
      if (made.#child.exitCode !== null) throw new Error(`Kamailio ended:\n${made.output}`);
      return answersOptions(port);
    });
    return made;
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    await ended;
  }
}

const preamble = (port: number): string => `#!KAMAILIO
debug=1
log_stderror=yes
children=2
disable_tcp=yes
listen=udp:127.0.0.1:${port}
auto_aliases=no
dns=no
rev_dns=no
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "xlog.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
loadmodule "path.so"
modparam("rr", "enable_full_lr", 1)
modparam("tm", "fr_timer", 3000)
modparam("usrloc", "db_mode", 0)
`;

/** What is the same everywhere: hops, keep-alives, CANCEL, requests in a dialog. */
const usual = `
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
  if (has_totag()) {
    if (loose_route()) { t_relay(); exit; }
    if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
    sl_send_reply("404", "Not here");
    exit;
  }
  t_check_trans();
  # A preloaded Route that names this proxy, as telephones and paths do.
  loose_route();
  if (is_method("OPTIONS") && $sp != SERVER) { sl_send_reply("200", "OK"); exit; }
`;

export type CarrierPorts = {
  /** Of Carillon. */
  readonly server: number;
  /** Of the telephones behind: the second is tried when the first can't. */
  readonly first: number;
  readonly second: number;
};

export type CarrierAccount = { readonly username: string; readonly password: string };

/** A carrier: it knows its customer by the address, or by registration and digest when there is an account. */
export const carrierScript =
  ({ server, first, second }: CarrierPorts, account: CarrierAccount | null) =>
  (): string =>
    `
request_route {${usual.replace('SERVER', '0')}
${account === null ? '' : authentication(account, [first, second])}
  record_route();
  if ($sp == ${first} || $sp == ${second}) {
    ${account === null ? `$du = "sip:127.0.0.1:${server}";` : `$ru = "sip:${account.username}@127.0.0.1"; if (!lookup("location")) { sl_send_reply("480", "Not registered"); exit; }`}
    t_relay();
    exit;
  }
  t_on_failure("NEXT");
  $du = "sip:127.0.0.1:${first}";
  t_relay();
}
failure_route[NEXT] {
  if (t_is_canceled()) exit;
  if (t_check_status("503|408")) { $du = "sip:127.0.0.1:${second}"; t_relay(); }
}
`;

const authentication = ({ username, password }: CarrierAccount, behind: readonly number[]): string => `
  if (${behind.map((port) => `$sp != ${port}`).join(' && ')}) {
    if (is_method("REGISTER")) {
      if (!pv_www_authenticate("carrier.example", "${password}", "0") || $au != "${username}") {
        www_challenge("carrier.example", "1");
        exit;
      }
      save("location");
      exit;
    }
    if (!pv_proxy_authenticate("carrier.example", "${password}", "0")) { proxy_challenge("carrier.example", "1"); exit; }
    consume_credentials();
  }
`;

/** An edge proxy before Carillon: telephones register and call through it (Path, RFC 3327; Record-Route). */
export const edgeScript = (server: number) => (): string =>
  `
request_route {${usual.replace('SERVER', String(server))}
  if ($sp == ${server}) {
    # Its Route was our Path; who is meant is in the Request-URI.
    record_route();
    t_relay();
    exit;
  }
  if (is_method("REGISTER")) add_path();
  else record_route();
  $du = "sip:127.0.0.1:${server}";
  t_relay();
}
`;

/** Asks whether it lives; false when no answer comes at once. */
function answersOptions(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const late = setTimeout(() => resolve(false), 300);
  socket.once('message', () => resolve(true));
  socket.on('error', () => undefined);
  socket.bind(0, '127.0.0.1', () => {
    const own = `127.0.0.1:${socket.address().port}`;
    const lines = [
      `OPTIONS sip:127.0.0.1:${port} SIP/2.0`,
      `Via: SIP/2.0/UDP ${own};branch=z9hG4bKalive${own}`,
      'Max-Forwards: 5',
      `From: <sip:test@${own}>;tag=1`,
      `To: <sip:127.0.0.1:${port}>`,
      `Call-ID: alive-${own}`,
      'CSeq: 1 OPTIONS',
      'Content-Length: 0',
    ];
    socket.send(`${lines.join('\r\n')}\r\n\r\n`, port, '127.0.0.1');
  });
  return promise.finally(() => {
    clearTimeout(late);
    socket.close();
  });
}

function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}
