import { createServer, type Socket } from 'node:net';

export type ReceivedMail = { readonly to: string; readonly text: string };
export type MailServer = { readonly url: string; readonly mails: readonly ReceivedMail[]; close(): Promise<void> };

/** Quoted-printable, as mails carry UTF-8 (RFC 2045 6.7). */
function decode(body: string): string {
  const joined = body.replaceAll('=\r\n', '');
  const bytes = joined.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Speaks just enough SMTP (RFC 5321) to receive what the server sends, on a free port of loopback. */
export async function startMailServer(): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    receive(socket, (mail) => mails.push(mail));
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as { port: number };
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function receive(socket: Socket, onMail: (mail: ReceivedMail) => void): void {
  let [buffer, to, isData] = ['', '', false];
  const say = (line: string) => socket.write(`${line}\r\n`);
  const command = (line: string) => {
    if (/^RCPT TO:/i.test(line)) to = /<(.*)>/.exec(line)?.[1] ?? '';
    isData = /^DATA/i.test(line);
    say(isData ? '354 go on' : /^QUIT/i.test(line) ? '221 bye' : '250 ok');
  };
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    buffer += chunk;
    for (;;) {
      const mark = isData ? '\r\n.\r\n' : '\r\n';
      const end = buffer.indexOf(mark);
      if (end < 0) return;
      const piece = buffer.slice(0, end);
      buffer = buffer.slice(end + mark.length);
      if (!isData) {
        command(piece);
        continue;
      }
      onMail({ to, text: decode(piece.slice(piece.indexOf('\r\n\r\n'))) });
      isData = false;
      say('250 kept');
    }
  });
  say('220 test');
}
