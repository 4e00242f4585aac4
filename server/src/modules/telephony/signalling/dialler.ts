import {
  flowsByDevice,
  parseSipUri,
  type Flow,
  type SipEndpoint,
  type Binding,
  type OutgoingInviteOptions,
  type Target,
} from '@carillon/sip';
import type { DialOptions, OutboundLine, Signalling } from '../ports/line.ts';
import type { BindingTable } from './binding-table.ts';
import type { SipDomain } from './domain.ts';
import type { LineIndex } from './line-index.ts';
import { phoneTarget, redirectTargets, trunkTarget } from './redirect-targets.ts';
import { SipOutboundLine } from './outbound-line.ts';
import { phoneForwardingHeaders, trunkForwardingHeaders } from './forwarding.ts';
import { partyAddress } from './party-address.ts';
import { signedIdentity } from './signed-identity.ts';
import type { CallerSigner } from '../stir/caller-signer.ts';
import { trunkIdentity } from './trunk-identity.ts';
import { formatForTrunk } from './trunk-number.ts';
import { trunkUri } from './trunk-uri.ts';
import type { TrunkManager } from './trunk-manager.ts';

export type DiallerDeps = {
  readonly sip: SipEndpoint;
  readonly domain: SipDomain;
  readonly bindings: BindingTable;
  readonly trunks: Pick<TrunkManager, 'byId' | 'noteOutcome' | 'credentials'>;
  readonly index: LineIndex;
  /** Null: no certificate to sign with. */
  readonly signer: CallerSigner | null;
};

/** Turns an address of routing into an INVITE. */
export function createDialler(deps: DiallerDeps): Signalling {
  return {
    dial(options) {
      const { address } = options;
      if (address.kind === 'binding') return dialBinding(deps, options, address.bindingId);
      return address.kind === 'trunk' ? dialTrunk(deps, options, address.trunkId, address.number) : null;
    },
  };
}

function dialBinding(deps: DiallerDeps, options: DialOptions, bindingId: string): OutboundLine | null {
  const found = deps.bindings.byId(bindingId);
  if (found === undefined) return null;
  const { binding, deviceId } = found;
  const others = flowsByDevice(deps.bindings.ofDevice(deviceId)).find((flows) => flows.includes(binding)) ?? [];
  return new SipOutboundLine({
    sip: deps.sip,
    index: deps.index,
    transport: binding.flow?.transport ?? 'udp',
    redirectTargets: (response) => redirectTargets(response, (uri) => phoneTarget(uri, deps.domain)),
    invite: inviteTo(deps, options, binding),
    alternatives: others.filter((flow) => flow !== binding).map((flow) => inviteTo(deps, options, flow)),
    domain: deps.domain.name,
  });
}

function inviteTo(deps: DiallerDeps, options: DialOptions, binding: Binding): OutgoingInviteOptions {
  return {
    ...bindingTarget(binding),
    from: partyAddress(options.from, deps.domain.name),
    to: partyAddress(options.to, deps.domain.name),
    headers: phoneForwardingHeaders(options.forwardedBy, deps.domain.name),
    body: options.offer,
  };
}

/** Where requests to a registered telephone go. */
export function bindingTarget({ uri, flow, path }: Binding): Target {
  return {
    uri,
    ...(flow === undefined || isDirect(uri, flow) ? {} : { flow }),
    ...(path.length === 0 ? {} : { route: path }),
  };
}

/**
 * A telephone on UDP that wrote its true address into Contact is called there, at whatever port it names. Behind NAT
 * the two differ, and only the way that the REGISTER came is open.
 */
function isDirect(contact: string, flow: Flow): boolean {
  return flow.transport === 'udp' && parseSipUri(contact)?.host === flow.remoteAddress;
}

function dialTrunk(deps: DiallerDeps, options: DialOptions, trunkId: string, number: string): OutboundLine | null {
  const trunk = deps.trunks.byId(trunkId);
  if (trunk === undefined || !trunk.enabled) return null;
  const uri = trunkUri(trunk, formatForTrunk(number, trunk.numberFormat));
  const { from, headers } = trunkIdentity(trunk, options, deps.domain.name);
  const forwarding = trunkForwardingHeaders(trunk, options.forwardedBy, { target: uri, domain: deps.domain.name });
  const credentials = deps.trunks.credentials(trunk);
  return new SipOutboundLine({
    sip: deps.sip,
    index: deps.index,
    transport: trunk.transport,
    redirectTargets: (response) => redirectTargets(response, (to) => trunkTarget(to, trunk.numberFormat)),
    domain: deps.domain.name,
    onOutcome: (result) => deps.trunks.noteOutcome(trunk, result),
    invite: {
      uri,
      from,
      headers: [...headers, ...forwarding, ...signedIdentity(trunk, options, { signer: deps.signer, dest: number })],
      ...(credentials === null ? {} : { credentials }),
      body: options.offer,
    },
  });
}
