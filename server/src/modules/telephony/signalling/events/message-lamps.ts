import { messageSummary, type SipEndpoint } from '@carillon/sip';
import type { Device } from '../../devices/device.ts';
import type { MessageWaiting } from '../../ports/message-waiting.ts';
import type { BindingTable } from '../binding-table.ts';
import { bindingTarget } from '../dialler.ts';
import type { SipDomain } from '../domain.ts';

export type MessageLampDeps = {
  readonly sip: SipEndpoint;
  readonly domain: SipDomain;
  readonly bindings: BindingTable;
  readonly messages: MessageWaiting;
};

/**
 * Tells a telephone that did not subscribe how many messages wait (RFC 3842 3.3: NOTIFY without a subscription, as most
 * telephones take it from their registrar). Nobody waits for its answer.
 */
export function tellUnasked({ sip, domain, bindings, messages }: MessageLampDeps, device: Device): void {
  const address = `sip:${device.sipUsername}@${domain.name}`;
  for (const binding of bindings.ofDevice(device.id)) {
    void sip.request({
      ...bindingTarget(binding),
      ...messageSummary(address, messages.of(device.userId)),
      method: 'NOTIFY',
      from: `<${address}>`,
      to: `<${address}>`,
      headers: [
        { name: 'Event', value: 'message-summary' },
        { name: 'Subscription-State', value: 'active' },
      ],
    });
  }
}
