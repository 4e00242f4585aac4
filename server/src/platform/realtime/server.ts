import { realtimePath, topics, type ClientMessage, type Topic } from '@carillon/api';
import type { Actor } from '../actor.ts';
import type { Clock } from '../clock.ts';
import type { Http } from '../http/types.ts';
import type { Logger } from '../log.ts';
import type { Realtime, TopicSource } from './types.ts';
import { closeCodes, Connection } from './connection.ts';
import { Stream } from './stream.ts';
import { Subscription } from './subscription.ts';

export interface RealtimeServer extends Realtime {
  readonly connections: number;
  /** Tells every browser that we stop, and when to expect us back. */
  stopping(restartExpectedSeconds: number): void;
}

type RealtimeDeps = { readonly http: Pick<Http, 'onUpgrade'>; readonly clock: Clock; readonly log: Logger };

/** How long a stream that nobody follows keeps its changes for those who reconnect. */
const lingerMs = 60_000;

const isTopic = (name: string): name is Topic => Object.hasOwn(topics, name);

/** The realtime WebSocket of `packages/api`: subscriptions with snapshots, numbered changes, resumption. */
export function createRealtime(deps: RealtimeDeps): RealtimeServer {
  const { clock, log } = deps;
  const sources = new Map<Topic, TopicSource<Topic>>();
  const streams = new Map<string, Stream>();
  const connections = new Map<Connection, Map<string, Subscription>>();

  const streamOf = (topic: Topic, key: string) => {
    const name = `${topic} ${key}`;
    const stream = streams.get(name) ?? new Stream(topic, clock.nowMs());
    streams.set(name, stream);
    return stream;
  };
  const dropUnfollowed = () => {
    for (const [name, stream] of streams) if (stream.followers.size === 0) streams.delete(name);
  };
  const end = (subscription: Subscription | undefined) => {
    if (!subscription) return;
    subscription.close();
    if (subscription.stream.followers.size === 0) clock.setTimer(lingerMs, dropUnfollowed);
  };

  const subscribe = (connection: Connection, topic: string, afterSequence: number | undefined) => {
    const source = isTopic(topic) ? sources.get(topic) : undefined;
    if (!source || !isTopic(topic)) return connection.send({ type: 'refused', topic, code: 'not_found' });
    const key = source.keyFor(connection.actor);
    if (key === null) return connection.send({ type: 'refused', topic, code: 'forbidden' });
    const own = connections.get(connection)!;
    own.get(topic)?.close();
    const stream = streamOf(topic, key);
    const subscription = new Subscription({ connection, stream, load: () => source.snapshot(connection.actor), log });
    own.set(topic, subscription);
    subscription.open(afterSequence);
  };

  const onMessage = (connection: Connection, message: ClientMessage) => {
    if (message.type === 'ping') return connection.send({ type: 'pong', at: clock.now().toString() });
    if (message.type === 'subscribe') return subscribe(connection, message.topic, message.afterSequence);
    end(connections.get(connection)?.get(message.topic));
    connections.get(connection)?.delete(message.topic);
  };
  const onClose = (connection: Connection) => {
    for (const subscription of connections.get(connection)?.values() ?? []) end(subscription);
    connections.delete(connection);
  };

  deps.http.onUpgrade(realtimePath, (socket, actor: Actor) => {
    connections.set(new Connection({ socket, actor, clock, log, onMessage, onClose }), new Map());
  });

  return {
    get connections() {
      return connections.size;
    },
    registerTopic(topic, source) {
      if (sources.has(topic)) throw new Error(`the topic ${topic} is registered twice`);
      sources.set(topic, source);
    },
    isFollowed: (topic, key) => (streams.get(`${topic} ${key}`)?.followers.size ?? 0) > 0,
    publish: (topic, key, data) => streams.get(`${topic} ${key}`)?.publish(data),
    dropActor(userId) {
      for (const connection of [...connections.keys()]) {
        if (!('userId' in connection.actor) || connection.actor.userId !== userId) continue;
        connection.send({ type: 'signed_out' });
        connection.close(closeCodes.signedOut, 'signed out');
      }
    },
    stopping(restartExpectedSeconds) {
      for (const connection of [...connections.keys()]) {
        connection.send({ type: 'server_stopping', restartExpectedSeconds });
        connection.close(closeCodes.stopping, 'server stopping');
      }
    },
  };
}
