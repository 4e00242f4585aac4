import { realtimePath, type ServerMessage, type Topic, type TopicData } from '@carillon/api';

export type RealtimeState = {
  readonly connected: boolean;
  readonly since: number;
  /** The server said that it is about to stop: calls in progress end. */
  readonly stopping: boolean;
};
type Listener = (data: unknown) => void;
type TopicState = { sequence: number | undefined; data: unknown; listeners: Set<Listener> };

const heartbeatMs = 20_000;
const longestWaitMs = 15_000;

/**
 * The one WebSocket of the page. Keeps the last data of each topic and the number of its last change, so that after a
 * reconnection the server can send what was missed. It never sends commands.
 */
export class RealtimeClient {
  #socket: WebSocket | null = null;
  #topics = new Map<Topic, TopicState>();
  #state: RealtimeState = { connected: false, since: Date.now(), stopping: false };
  #stateListeners = new Set<() => void>();
  #attempts = 0;
  #retry: number | undefined;
  #heartbeat: number | undefined;
  #lastHeard = 0;
  #closed = false;

  get state(): RealtimeState {
    return this.#state;
  }

  open(): void {
    this.#closed = false;
    const url = new URL(realtimePath, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.addEventListener('open', () => this.#opened());
    socket.addEventListener('message', (event) => this.#received(JSON.parse(String(event.data)) as ServerMessage));
    socket.addEventListener('close', () => this.#lost(socket));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearInterval(this.#heartbeat);
    this.#socket?.close();
    this.#socket = null;
  }

  subscribe<T extends Topic>(topic: T, listener: (data: TopicData<T>) => void): () => void {
    const state = this.#topic(topic);
    state.listeners.add(listener as Listener);
    if (state.listeners.size === 1) this.#ask(topic, state);
    return () => {
      state.listeners.delete(listener as Listener);
      if (state.listeners.size === 0) this.#send({ type: 'unsubscribe', topic });
    };
  }

  data<T extends Topic>(topic: T): TopicData<T> | undefined {
    return this.#topics.get(topic)?.data as TopicData<T> | undefined;
  }

  onState(listener: () => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  #topic(topic: Topic): TopicState {
    const known = this.#topics.get(topic);
    if (known) return known;
    const fresh: TopicState = { sequence: undefined, data: undefined, listeners: new Set() };
    this.#topics.set(topic, fresh);
    return fresh;
  }

  #ask(topic: Topic, state: TopicState): void {
    this.#send({
      type: 'subscribe',
      topic,
      ...(state.sequence === undefined ? {} : { afterSequence: state.sequence }),
    });
  }

  #send(message: unknown): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #opened(): void {
    this.#attempts = 0;
    this.#lastHeard = Date.now();
    this.#setConnected(true);
    for (const [topic, state] of this.#topics) if (state.listeners.size > 0) this.#ask(topic, state);
    clearInterval(this.#heartbeat);
    this.#heartbeat = window.setInterval(() => this.#beat(), heartbeatMs);
  }

  /** A socket that answers nothing for two beats is dead whatever the browser believes. */
  #beat(): void {
    if (Date.now() - this.#lastHeard > 2 * heartbeatMs) this.#socket?.close();
    else this.#send({ type: 'ping' });
  }

  #received(message: ServerMessage): void {
    this.#lastHeard = Date.now();
    if (message.type === 'signed_out') window.dispatchEvent(new Event('carillon:signed-out'));
    if (message.type === 'server_stopping') this.#setState({ ...this.#state, stopping: true });
    if (message.type !== 'snapshot' && message.type !== 'change') return;
    const state = this.#topic(message.topic);
    state.sequence = message.sequence;
    state.data = message.data;
    for (const listener of state.listeners) listener(message.data);
  }

  #lost(socket: WebSocket): void {
    if (socket !== this.#socket || this.#closed) return;
    clearInterval(this.#heartbeat);
    this.#setConnected(false);
    const wait = Math.min(longestWaitMs, 500 * 2 ** this.#attempts) * (0.5 + Math.random() / 2);
    this.#attempts += 1;
    this.#retry = window.setTimeout(() => this.open(), wait);
  }

  #setConnected(connected: boolean): void {
    if (this.#state.connected === connected) return;
    // The warning stays until the server is back.
    this.#setState({ connected, since: Date.now(), stopping: !connected && this.#state.stopping });
  }

  #setState(state: RealtimeState): void {
    this.#state = state;
    for (const listener of this.#stateListeners) listener();
  }
}
