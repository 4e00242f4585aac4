import type { Topic, TopicData } from '@carillon/api';
import type { Actor } from '../actor.ts';

/** How a module feeds a topic. */
export type TopicSource<T extends Topic> = {
  /** Which stream of the topic this actor follows (a user's id, an organization's id), or null: refused. */
  keyFor(actor: Actor): string | null;
  /** The topic's whole data now, as this actor may see it. */
  snapshot(actor: Actor): Promise<TopicData<T>>;
};

/** Pushes changes to browsers: one WebSocket each, per-topic sequence numbers, resume or snapshot. */
export interface Realtime {
  registerTopic<T extends Topic>(topic: T, source: TopicSource<T>): void;
  /** Sends the topic's new data to everyone who follows `key`. Call it after the transaction has committed. */
  publish<T extends Topic>(topic: T, key: string, data: TopicData<T>): void;
  /** Somebody follows this stream now: what is made only for them need not be made otherwise. */
  isFollowed(topic: Topic, key: string): boolean;
  /** Ends every connection of a user whose session ended or who was suspended: they get `signed_out`. */
  dropActor(userId: string): void;
}
