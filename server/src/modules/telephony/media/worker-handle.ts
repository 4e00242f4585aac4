import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { closeDescriptors, createDescriptorTable } from '@carillon/rtp/io';
import type {
  CommandReply,
  FromWorker,
  LegEvent,
  NumberedCommand,
  WorkerCommand,
  WorkerMessage,
  WorkerSettings,
} from './protocol.ts';

export type WorkerHandleOptions = {
  readonly id: number;
  readonly settings: Omit<WorkerSettings, 'descriptors'>;
  readonly onEvent: (legId: string, event: LegEvent) => void;
  readonly onSpeakers: (roomId: string, legIds: readonly string[]) => void;
  readonly onRecovered: (legId: string | null, message: string) => void;
  /** The thread ended without being asked to; its sockets are gone. */
  readonly onDied: (reason: string) => void;
};

/** What a command to a dead thread gets: its legs have been told by `failed`, so this is no second error. */
export const workerGone = { kind: 'gone' } as const;
export type WorkerReply = CommandReply | typeof workerGone;

type Pending = { resolve: (reply: WorkerReply) => void; reject: (error: Error) => void };

const entry = new URL('../../../roles/media.ts', import.meta.url);
const wakeBytes = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);

/** One media thread seen from the signalling side: commands with a number each, replies, events. */
export class WorkerHandle {
  readonly id: number;
  readonly started: Promise<'koffi' | 'dgram' | null>;
  readonly #worker: Worker;
  readonly #options: WorkerHandleOptions;
  /** System calls open files that the end of a thread does not close. */
  readonly #descriptors = createDescriptorTable();
  readonly #pending = new Map<number, Pending>();
  readonly #starting = Promise.withResolvers<'koffi' | 'dgram' | null>();
  #gathering: NumberedCommand[] = [];
  #nextId = 1;
  #wakeDescriptor: number | null = null;
  #isAlive = true;
  #isClosing = false;
  #deathReason = 'the media thread ended';

  constructor(options: WorkerHandleOptions) {
    this.id = options.id;
    this.#options = options;
    this.started = this.#starting.promise;
    this.#worker = new Worker(entry, {
      workerData: { ...options.settings, descriptors: this.#descriptors } satisfies WorkerSettings,
      name: `media-${options.id}`,
    });
    this.#worker.on('message', (messages: FromWorker) => {
      for (const message of messages) this.#receive(message);
    });
    this.#worker.on('error', (error) => (this.#deathReason = error instanceof Error ? error.message : String(error)));
    this.#worker.on('exit', () => this.#exited());
  }

  get alive(): boolean {
    return this.#isAlive;
  }

  /** Resolves to the reply, or to `workerGone` when the thread is or goes down. Rejects when the command is a bug. */
  request(command: WorkerCommand): Promise<WorkerReply> {
    if (!this.#isAlive) return Promise.resolve(workerGone);
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<WorkerReply>();
    this.#pending.set(id, { resolve, reject });
    // At the end of this turn, with what other calls and the next steps of this one ask for meanwhile.
    if (this.#gathering.length === 0) setImmediate(() => this.#send());
    this.#gathering.push({ id, command });
    return promise;
  }

  #send(): void {
    const commands = this.#gathering;
    this.#gathering = [];
    if (!this.#isAlive) return;
    this.#worker.postMessage(commands);
    // Nobody waits for the end of a leg: the thread finds it within 20 ms, and is spared a wake-up.
    if (commands.some(({ command }) => command.kind !== 'close')) this.#wake();
  }

  /** Ends the thread and waits for it. */
  async close(): Promise<void> {
    this.#isClosing = true;
    if (!this.#isAlive) return;
    await this.request({ kind: 'shut_down' });
    await this.#worker.terminate();
  }

  /** Ends the thread without warning, as a crash would. */
  async kill(): Promise<void> {
    await this.#worker.terminate();
  }

  /** The fast loop blocks in the kernel; this makes it look at its messages now instead of some ms later. */
  #wake(): void {
    if (this.#wakeDescriptor !== null) writeSync(this.#wakeDescriptor, wakeBytes);
  }

  #receive(message: WorkerMessage): void {
    switch (message.kind) {
      case 'started':
        this.#wakeDescriptor = message.wakeDescriptor;
        return this.#starting.resolve(message.io);
      case 'event':
        return this.#options.onEvent(message.legId, message.event);
      case 'speakers':
        return this.#options.onSpeakers(message.roomId, message.legIds);
      case 'recovered':
        return this.#options.onRecovered(message.legId, message.message);
      case 'reply':
        this.#take(message.id)?.resolve(message.reply);
        return;
      case 'fault':
        this.#take(message.id)?.reject(new Error(message.message));
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #exited(): void {
    this.#isAlive = false;
    // The number may already belong to another file of this process.
    this.#wakeDescriptor = null;
    closeDescriptors(this.#descriptors);
    this.#starting.resolve(null);
    for (const pending of this.#pending.values()) pending.resolve(workerGone);
    this.#pending.clear();
    if (!this.#isClosing) this.#options.onDied(this.#deathReason);
  }
}
