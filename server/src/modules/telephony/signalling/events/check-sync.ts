import type { FinalResponse, SipEndpoint } from '@carillon/sip';
import type { Clock } from '#platform/clock';
import type { Device } from '../../devices/device.ts';
import type { BindingTable } from '../binding-table.ts';
import type { SipDomain } from '../domain.ts';
import { bindingTarget } from '../dialler.ts';

export type CheckSyncDeps = {
  readonly sip: SipEndpoint;
  readonly clock: Clock;
  readonly bindings: BindingTable;
  readonly domain: SipDomain;
};

/** What became of it: one telephone that took it is enough. */
export type RestartOutcome = 'accepted' | 'refused' | 'no_answer' | 'not_registered';

/** People wait for the answer; a telephone takes milliseconds. */
const answerMs = 4_000;

/**
 * Asks a telephone to restart and read its settings again: NOTIFY `check-sync` without a subscription, as telephones
 * of every maker take it from their registrar.
 */
export async function askToRestart(deps: CheckSyncDeps, device: Device): Promise<RestartOutcome> {
  const bindings = deps.bindings.ofDevice(device.id);
  if (bindings.length === 0) return 'not_registered';
  const late = Promise.withResolvers<null>();
  const timer = deps.clock.setTimer(answerMs, () => late.resolve(null));
  const answers = bindings.map((binding) => {
    const address = `<sip:${device.sipUsername}@${deps.domain.name}>`;
    const sent = deps.sip.request({
      ...bindingTarget(binding),
      method: 'NOTIFY',
      from: address,
      to: address,
      headers: [
        { name: 'Event', value: 'check-sync;reboot=true' },
        { name: 'Subscription-State', value: 'terminated;reason=noresource' },
      ],
    });
    return Promise.race([sent, late.promise]);
  });
  const answered = await Promise.all(answers);
  deps.clock.clearTimer(timer);
  return outcomeOf(answered);
}

function outcomeOf(answers: readonly (FinalResponse | null)[]): RestartOutcome {
  const statuses = answers.map((answer) => (answer?.kind === 'response' ? answer.response.status : null));
  if (statuses.some((status) => status !== null && status < 300)) return 'accepted';
  return statuses.some((status) => status !== null) ? 'refused' : 'no_answer';
}
