import { createSipEndpoint, type SipEndpoint } from '@carillon/sip';
import { CallLog } from './call-log.ts';
import type { SandboxConfig } from './config.ts';
import { takeCall } from './incoming-call.ts';
import { placeCall, type PlaceCall, type Placed } from './outgoing-call.ts';
import { SandboxRegistrar } from './registrar.ts';

export interface Carrier {
  readonly log: CallLog;
  readonly endpoint: SipEndpoint;
  readonly port: number;
  registeredContacts(): readonly string[];
  call(order: PlaceCall): Promise<Placed>;
  close(): Promise<void>;
}

/** A small carrier: takes calls to any number, places calls to the customer, lets a trunk register. */
export async function startCarrier(config: SandboxConfig): Promise<Carrier> {
  const log = new CallLog();
  const endpoint = createSipEndpoint({ userAgent: 'Sandbox carrier' });
  const registrar = new SandboxRegistrar(config.account);
  const { port } = await endpoint.addUdp({ address: config.host, port: config.port });
  await endpoint.addTcp({ address: config.host, port });
  endpoint.onInvite((invite) => void takeCall(invite, { address: config.host, log }));
  endpoint.onRequest((incoming) => {
    if (incoming.request.method === 'REGISTER') registrar.register(incoming);
    else if (incoming.request.method === 'OPTIONS') incoming.respond(200);
    else incoming.respond(405, { headers: [{ name: 'Allow', value: 'INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER' }] });
  });
  return {
    log,
    endpoint,
    port,
    registeredContacts: () => registrar.bindings.map((binding) => binding.uri),
    call: (order) => placeCall(order, { address: config.host, port, log, endpoint, customer: config.customer }),
    close: async () => {
      await Promise.all([...endpoint.sessions()].map((session) => session.bye()));
      await endpoint.close();
    },
  };
}
