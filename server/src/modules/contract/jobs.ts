import { z } from 'zod';
import type { Jobs } from '#platform/jobs';
import { tick } from './actions/tick.ts';
import type { ContractContext } from './context.ts';

/** Every minute: what the contract has to do by now, by the clock of the context. */
export function defineContractJobs(context: ContractContext, jobs: Jobs): void {
  const job = jobs.define('contract.tick', z.object({}), () => tick(context));
  jobs.schedule(job, '* * * * *', {});
}
