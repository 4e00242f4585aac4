import type { RoomCommand } from '../../protocol.ts';
import type { Ticker } from '../ticker.ts';
import { Room } from './room.ts';

/** The rooms of one media thread. */
export class Rooms {
  readonly #ticker: Ticker;
  readonly #onSpeakers: (roomId: string, legIds: readonly string[]) => void;
  readonly #rooms = new Map<string, Room>();

  constructor(ticker: Ticker, onSpeakers: (roomId: string, legIds: readonly string[]) => void) {
    this.#ticker = ticker;
    this.#onSpeakers = onSpeakers;
  }

  get(roomId: string): Room {
    const room = this.#rooms.get(roomId);
    if (!room) throw new Error(`no room ${roomId} in this worker`);
    return room;
  }

  /** A party that left while the command was on its way is no error. */
  run(command: RoomCommand): void {
    const { roomId } = command;
    if (command.kind === 'open_room') {
      const onSpeakers = (legIds: readonly string[]) => this.#onSpeakers(roomId, legIds);
      this.#rooms.set(roomId, new Room({ ticker: this.#ticker, onSpeakers }));
      return;
    }
    const room = this.get(roomId);
    if (command.kind === 'close_room') {
      room.close();
      this.#rooms.delete(roomId);
      return;
    }
    const seat = room.seatOf(command.legId);
    if (!seat) return;
    if (command.kind === 'mute') seat.isMuted = command.isMuted;
    else seat.audience = command.audience && new Set(command.audience);
  }
}
