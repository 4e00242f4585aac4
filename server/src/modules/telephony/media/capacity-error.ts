/** Why no leg can be opened now. Callers answer 503; it is no bug and no fault of the caller. */
export type CapacityReason =
  | 'workers_full'
  | 'room_full'
  | 'ports_exhausted'
  | 'address_unusable'
  | 'no_engine'
  | 'engine_refused';

const messages: Record<CapacityReason, string> = {
  workers_full: 'every media worker is full',
  room_full: 'the room has as many parties as fit',
  ports_exhausted: 'no free pair of RTP ports: widen CARILLON_RTP_PORTS',
  address_unusable: 'the media address can not be bound: see CARILLON_HOST',
  no_engine: 'no rtpengine answers and has room: see CARILLON_RTPENGINE',
  engine_refused: 'the rtpengine refused the call',
};

/** Thrown by `openLeg`, `openRoom` and by joining a room. */
export class MediaCapacityError extends Error {
  override readonly name = 'MediaCapacityError';
  readonly reason: CapacityReason;

  constructor(reason: CapacityReason, options?: ErrorOptions) {
    super(messages[reason], options);
    this.reason = reason;
  }
}
