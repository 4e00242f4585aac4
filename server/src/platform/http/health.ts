import type { FastifyInstance } from 'fastify';
import type { Clock } from '../clock.ts';
import { appError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import { createSourceList } from './sources.ts';
import type { ReadyCheck } from './types.ts';

export type HealthDeps = {
  readonly checks: ReadonlyMap<string, ReadyCheck>;
  readonly metrics: Metrics;
  readonly trustedSources: readonly string[];
  readonly clock: Clock;
};

type Verdict = { readonly name: string; readonly ok: boolean; readonly problem?: string; readonly remark?: string };

const checkLimitMs = 2_000;

async function runCheck(name: string, check: ReadyCheck, clock: Clock): Promise<Verdict> {
  const late = Promise.withResolvers<never>();
  const timer = clock.setTimer(checkLimitMs, () => late.reject(new Error(`no answer within ${checkLimitMs} ms`)));
  try {
    const remark = await Promise.race([check(), late.promise]);
    return typeof remark === 'string' ? { name, ok: true, remark } : { name, ok: true };
  } catch (error) {
    return { name, ok: false, problem: error instanceof Error ? error.message : String(error) };
  } finally {
    clock.clearTimer(timer);
  }
}

/**
 * `/healthz`: the process runs. `/readyz`: it can do its work, check by check. `/metrics`: numbers for Prometheus, and
 * the reasons of `/readyz`, only for loopback and the trusted sources.
 */
export function addHealth(app: FastifyInstance, deps: HealthDeps): void {
  const isTrusted = createSourceList(['127.0.0.0/8', '::1', ...deps.trustedSources]);

  app.get('/healthz', async () => ({ ok: true }));
  app.get('/readyz', async (request, reply) => {
    const verdicts = await Promise.all([...deps.checks].map(([name, check]) => runCheck(name, check, deps.clock)));
    const ok = verdicts.every((verdict) => verdict.ok);
    const shown = isTrusted(request.ip) ? verdicts : verdicts.map(({ name, ok: well }) => ({ name, ok: well }));
    return reply.status(ok ? 200 : 503).send({ ok, checks: shown });
  });
  app.get('/metrics', async (request, reply) => {
    if (!isTrusted(request.ip)) throw appError('not_found');
    return reply.type(deps.metrics.registry.contentType).send(await deps.metrics.registry.metrics());
  });
}
