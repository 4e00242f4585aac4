/** SIP over an accepted WebSocket (RFC 7118): one frame is one message. */
import { isUtf8 } from 'node:buffer';
import type { WebSocketLike } from '../endpoint/types.ts';
import { parseMessage } from '../parse/parse-message.ts';
import type { StreamItem } from '../parse/stream-framer.ts';
import type { Decoder, Pipe } from './stream-connection.ts';

export const webSocketPipe = (socket: WebSocketLike): Pipe => ({
  backlogBytes: 0,
  // Text whenever possible: browser stacks read binary frames as Latin-1 and spoil names.
  write: (bytes) =>
    socket.send(isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString() : bytes),
  close: () => socket.close(),
});

export const webSocketDecoder = (messageBytes: number): Decoder => ({
  pendingBytes: 0,
  push: (frame): readonly StreamItem[] => {
    if (frame.length === 4 && isLineEnds(frame)) return [{ kind: 'ping' }];
    if (frame.length <= 2 && isLineEnds(frame)) return [{ kind: 'pong' }];
    return [parseMessage(frame, { limits: { messageBytes } })];
  },
});

export const isLineEnds = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0x0d || byte === 0x0a);
