/** Random acts of users of the stack: calling, ringing, answering, holding, transferring, hanging up, in any order. */
import type { IncomingInvite, OutgoingInvite, SipSession } from '../endpoint/types.ts';
import type { SimulatedPair } from './simulated-pair.ts';

export type FuzzCalls = {
  readonly pair: SimulatedPair;
  readonly random: () => number;
  readonly outgoing: OutgoingInvite[];
  readonly incoming: IncomingInvite[];
  readonly sessions: SipSession[];
  /** Nobody takes calls any more. */
  isOver: boolean;
};

export const newCalls = (pair: SimulatedPair, random: () => number): FuzzCalls => ({
  pair,
  random,
  outgoing: [],
  incoming: [],
  sessions: [],
  isOver: false,
});

/** Takes whatever arrives, with handlers that sometimes answer. */
export const watchBob = (calls: FuzzCalls): void => {
  const { pair, incoming, random } = calls;
  for (const endpoint of [pair.alice, pair.bob]) {
    endpoint.onRequest(({ request, respond }) => {
      // Nobody here tells of events.
      if (request.method === 'SUBSCRIBE') respond(403);
      else if (random() < 0.9) respond(200, { headers: [{ name: 'Expires', value: '0' }] });
      else respond(480);
    });
    endpoint.onInvite((invite) => {
      if (calls.isOver) return invite.reject(480);
      incoming.push(invite);
      invite.onOffer((_offer, reply) => {
        if (random() < 0.7) void reply.accept('v=0 early answer');
        else reply.reject(488);
      });
    });
  }
};

const watch = ({ sessions, random, pair }: FuzzCalls, session: SipSession): void => {
  sessions.push(session);
  session.onReinvite((_offer, reply) => {
    const answer = (): void => {
      if (random() < 0.8) void reply.accept('v=0 answer');
      else reply.reject(488);
    };
    if (random() < 0.7) answer();
    else pair.clock.after(random() * 3_000, answer);
  });
  session.onRefer((refer) => {
    if (random() < 0.2) return refer.reject(603);
    refer.accept();
    pair.clock.after(random() * 3_000, () => refer.notify(random() < 0.5 ? 200 : 486));
  });
  // Nobody here tells of events.
  if (random() < 0.5) session.onOther(({ request, respond }) => respond(request.method === 'SUBSCRIBE' ? 403 : 200));
};

type Act = (calls: FuzzCalls) => void;

const one = <Value>(list: readonly Value[], random: () => number): Value | undefined =>
  list[Math.floor(random() * list.length)];
const onSession =
  (act: (session: SipSession, calls: FuzzCalls) => void): Act =>
  (calls) => {
    const session = one(calls.sessions, calls.random);
    if (session !== undefined) act(session, calls);
  };
const onIncoming =
  (act: (invite: IncomingInvite, calls: FuzzCalls) => void): Act =>
  (calls) => {
    const invite = one(calls.incoming, calls.random);
    if (invite !== undefined) act(invite, calls);
  };

const startCall: Act = (calls) => {
  const { pair, random } = calls;
  const extra = random() < 0.3 ? [{ name: 'Require', value: '100rel' }] : [];
  const call = pair.call({
    headers: extra,
    ...(random() < 0.2 ? { body: '' } : {}),
    sessionExpiresSeconds: random() < 0.5 ? 90 : 0,
  });
  calls.outgoing.push(call);
  void call.result.then((result) => {
    if (result.kind !== 'answered') return;
    watch(calls, result.session);
    result.session.ack('v=0 answer in ack');
  });
};

const acts: readonly Act[] = [
  startCall,
  startCall,
  (calls) => one(calls.outgoing, calls.random)?.cancel(),
  onIncoming((invite) => invite.ring()),
  onIncoming((invite) => invite.ring({ status: 183, body: 'v=0 early' })),
  onIncoming((invite) => invite.reject(486)),
  onIncoming((invite, calls) => {
    void invite.accept({ body: 'v=0 answer' }).then((result) => {
      if (result.kind === 'accepted') watch(calls, result.session);
    });
  }),
  onIncoming((invite, calls) => {
    invite.ring();
    void invite.accept({ body: 'v=0 answer' }).then((result) => {
      if (result.kind === 'accepted') watch(calls, result.session);
    });
  }),
  onSession((session) => void session.reinvite({ body: 'v=0 hold' })),
  onSession((session) => void session.reinvite({ answer: () => 'v=0 late answer' })),
  onSession((session) => void session.info('application/dtmf-relay', 'Signal=1')),
  onSession((session) => void session.request('UPDATE')),
  onSession((session) => void session.request('UPDATE', { body: 'v=0 offer', contentType: 'application/sdp' })),
  onSession((session) => void session.refer({ referTo: 'sip:carol@127.0.0.2' })),
  onSession((session) => void session.bye()),
];

/** One act, whatever it is. */
export const actOnCalls = (calls: FuzzCalls): void => one(acts, calls.random)?.(calls);
