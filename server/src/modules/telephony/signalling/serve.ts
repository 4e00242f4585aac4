import { parseUri, type IncomingRequest, type SipEndpoint } from '@carillon/sip';
import type { TelephonyContext } from '../context.ts';
import type { Member } from '../ports/neighbours.ts';
import { mayAnswer } from '../routing/concurrency.ts';
import { extraChannels } from '../routing/extra-channels.ts';
import { documentTypes } from './events/plans.ts';
import { handleInvite } from './inbound-calls.ts';
import { newId } from '#platform/ids';

/** Connects the SIP endpoint with the registrar and call control. */
export function serveSip(context: TelephonyContext, isAdmitting: () => boolean): void {
  const { sip, log } = context;
  const deps = { ...inviteDeps(context), isAdmitting };
  sip.onRequest((incoming) => handleRequest(context, incoming));
  sip.onInvite((invite) => {
    handleInvite(deps, invite).catch((error: unknown) => {
      log.error({ error, sipCallId: invite.callId }, 'INVITE not handled');
      invite.reject(500);
    });
  });
  sip.onFlowClosed((flow) => {
    context.registrar.flowClosed(flow);
    context.index.flowClosed(flow.id);
  });
}

function inviteDeps(context: TelephonyContext) {
  const { sip, clock, domain, devices, finder, directory, routing, trunks, authenticator, index, calls } = context;
  const roomOf = (serviceId: string) => context.rooms.mediaIdOf(serviceId);
  const deps = { sip, clock, newId, domain, devices, finder, directory, routing, trunks, authenticator, index, calls };
  const hasFreeChannel = async (member: Member) =>
    mayAnswer(calls.userLegs.ofUser(member.id), await extraChannels(routing, member.organizationId));
  return { ...deps, roomOf, hasFreeChannel, verifier: context.verifier };
}

function handleRequest(context: TelephonyContext, incoming: IncomingRequest): void {
  const { request } = incoming;
  if (request.method === 'REGISTER') return context.registrar.handle(incoming);
  const uri = parseUri(request.uri);
  if (uri?.kind === 'sip' && !context.domain.isOurs(uri.host)) return incoming.respond(404);
  // Carriers and telephones ask whether we live (RFC 3261 11).
  if (request.method === 'OPTIONS') return incoming.respond(200, { headers: optionsHeaders });
  if (request.method === 'SUBSCRIBE') return context.events.subscribe(incoming);
  if (request.method === 'PUBLISH') return context.events.publish(incoming);
  incoming.respond(405, {
    headers: [
      {
        name: 'Allow',
        value: 'INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO, REFER, UPDATE, PRACK, SUBSCRIBE, PUBLISH',
      },
    ],
  });
}

const optionsHeaders = [
  { name: 'Accept', value: 'application/sdp' },
  { name: 'Allow-Events', value: Object.keys(documentTypes).join(', ') },
];

/** Opens the ports. Returns what was bound, since 0 takes a free port. */
export async function listen(
  context: TelephonyContext,
  certificate: { cert: string; key: string } | null,
): Promise<SipPorts> {
  const { sip, config } = context;
  const where = { address: config.host, ...publicName(config.host, config.publicAddress) };
  const { udp, tcp } =
    config.sipPort === 0 ? await listenAnywhere(sip, where) : await listenAt(sip, where, config.sipPort);
  const tls = certificate === null ? null : await sip.addTls({ ...where, port: config.sipsPort, ...certificate });
  return { udpPort: udp.port, tcpPort: tcp.port, tlsPort: tls?.port ?? null };
}

export type SipPorts = { readonly udpPort: number; readonly tcpPort: number; readonly tlsPort: number | null };

type Where = { readonly address: string };

/** UDP and TCP on one port, as telephones expect (RFC 3261 18.1.1 lets them change from one to the other). */
async function listenAt(sip: SipEndpoint, where: Where, port: number) {
  const tcp = await sip.addTcp({ ...where, port });
  return { udp: await sip.addUdp({ ...where, port: tcp.port }), tcp };
}

const tries = 5;

/** A port that is free for TCP may be taken for UDP: then another one is tried. @throws when every try met one in use */
async function listenAnywhere(sip: SipEndpoint, where: Where) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await listenAt(sip, where, 0);
    } catch (error) {
      if (attempt === tries) throw error;
    }
  }
}

function publicName(host: string, publicAddress: string): { publicAddress?: string } {
  return host === publicAddress ? {} : { publicAddress };
}
