import { WebSocket } from 'ws';

/** Bytes in use on the heap of the program's main thread, after a full collection. */
export async function heapAfterCollection(inspectorPort: number): Promise<number> {
  const list = (await (await fetch(`http://127.0.0.1:${inspectorPort}/json/list`)).json()) as {
    webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(list[0]!.webSocketDebuggerUrl);
  await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
  let lastId = 0;
  const ask = <T>(method: string): Promise<T> => {
    const id = ++lastId;
    return new Promise((resolve) => {
      const read = (data: Buffer): void => {
        const answer = JSON.parse(String(data)) as { id?: number; result: T };
        if (answer.id !== id) return;
        socket.off('message', read);
        resolve(answer.result);
      };
      socket.on('message', read);
      socket.send(JSON.stringify({ id, method }));
    });
  };
  // Twice: what the first collection finalizes is freed by the second.
  for (let time = 0; time < 2; time += 1) await ask('HeapProfiler.collectGarbage');
  const { usedSize } = await ask<{ usedSize: number }>('Runtime.getHeapUsage');
  socket.close();
  return usedSize;
}
