import type { BodyOf, TrunkView, telephonyOperations } from '@carillon/api';
import { scopeOf, type Actor } from '#platform/actor';
import { appError } from '#platform/errors';
import type { Tx } from '#platform/db';
import { newId } from '#platform/ids';
import { isIP } from 'node:net';
import type { TelephonyContext } from '../context.ts';
import { trunkLoad } from '../call/trunk-load.ts';
import type { Trunk } from '../signalling/trunk.ts';
import { allTrunks, findOwnTrunk, markTrunkRemoved, saveTrunk } from '../store/trunks.ts';

type NewTrunk = BodyOf<typeof telephonyOperations.createTrunk>;
type TrunkPatch = BodyOf<typeof telephonyOperations.updateTrunk>;

/** The organization that owns what this actor makes; the operator's staff make shared trunks. */
const ownerOf = (actor: Actor): string | null => ('organizationId' in actor ? actor.organizationId : null);

export async function listTrunks(context: TelephonyContext, actor: Actor): Promise<{ items: TrunkView[] }> {
  const rows = await context.db.read(scopeOf(actor), (tx) => allTrunks(tx, context.config.secretKey));
  const load = trunkLoad(context.calls);
  return { items: rows.map((trunk) => present(context, actor, trunk, load)) };
}

/** @throws entitlement_missing, invalid_request */
export async function createTrunk(context: TelephonyContext, actor: Actor, body: NewTrunk): Promise<TrunkView> {
  const { password = null, ...fields } = body;
  const trunk: Trunk = {
    ...fields,
    password,
    id: newId(),
    organizationId: ownerOf(actor),
    createdAt: context.clock.now(),
  };
  checkTrunk(trunk);
  await context.db.transaction(scopeOf(actor), async (tx) => {
    await requireOwnTrunks(context, actor, tx);
    await saveTrunk(tx, trunk, context.config.secretKey);
    await context.identity.audit(tx, actor, 'telephony.trunk.created', subject(trunk), {
      name: trunk.name,
      host: trunk.host,
    });
  });
  context.trunks.put(trunk);
  return present(context, actor, trunk, trunkLoad(context.calls));
}

async function requireOwnTrunks(context: TelephonyContext, actor: Actor, tx: Tx): Promise<void> {
  if (ownerOf(actor) === null) return;
  const right = await context.contract.granted(scopeOf(actor), 'telephony.own_trunk', tx);
  if (!right.granted) throw appError('entitlement_missing', { values: { key: 'telephony.own_trunk' } });
}

/** @throws not_found (shared trunks are the operator's), invalid_request */
export async function updateTrunk(
  context: TelephonyContext,
  actor: Actor,
  trunkId: string,
  patch: TrunkPatch,
): Promise<TrunkView> {
  const trunk = await context.db.transaction(scopeOf(actor), async (tx) => {
    const found = await own(context, actor, tx, trunkId);
    const changed: Trunk = { ...found, ...definedOnly(patch) };
    checkTrunk(changed);
    await saveTrunk(tx, changed, context.config.secretKey);
    // The names of what changed; never the password.
    await context.identity.audit(tx, actor, 'telephony.trunk.changed', subject(found), { fields: Object.keys(patch) });
    return changed;
  });
  context.trunks.put(trunk);
  return present(context, actor, trunk, trunkLoad(context.calls));
}

/** @throws not_found */
export async function removeTrunk(context: TelephonyContext, actor: Actor, trunkId: string): Promise<void> {
  await context.db.transaction(scopeOf(actor), async (tx) => {
    const found = await own(context, actor, tx, trunkId);
    await markTrunkRemoved(tx, trunkId, context.clock.now().toString());
    await context.identity.audit(tx, actor, 'telephony.trunk.removed', subject(found), { name: found.name });
  });
  context.trunks.remove(trunkId);
}

async function own(context: TelephonyContext, actor: Actor, tx: Tx, trunkId: string): Promise<Trunk> {
  const found = await findOwnTrunk(tx, { trunkId, organizationId: ownerOf(actor), key: context.config.secretKey });
  if (found === null) throw appError('not_found');
  return found;
}

function definedOnly(patch: TrunkPatch): Partial<Trunk> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}

const cidr = /^[0-9a-fA-F:.]+(?:\/(\d{1,3}))?$/;

function checkTrunk(trunk: Trunk): void {
  const wrong = trunk.allowedSources.findIndex((source) => !isSource(source));
  if (wrong >= 0) {
    const path = `allowedSources.${wrong}`;
    throw appError('invalid_request', {
      fields: [{ path, code: 'invalid_format', message: 'an address or a CIDR range' }],
    });
  }
  if (trunk.authentication === 'registration' && (trunk.username === null || trunk.password === null)) {
    const path = trunk.username === null ? 'username' : 'password';
    throw appError('invalid_request', {
      fields: [{ path, code: 'required', message: 'needed to register with the carrier' }],
    });
  }
}

function isSource(source: string): boolean {
  const bits = cidr.exec(source)?.[1];
  const family = isIP(source.split('/')[0]!);
  // A whole-internet range would let anybody call as this carrier.
  return family !== 0 && (bits === undefined || (Number(bits) >= 8 && Number(bits) <= (family === 6 ? 128 : 32)));
}

function present(context: TelephonyContext, actor: Actor, trunk: Trunk, load: ReadonlyMap<string, number>): TrunkView {
  const { password: _password, organizationId, createdAt, ...fields } = trunk;
  const shared = organizationId === null;
  const { state, sinceMs, detail } = context.trunks.status(trunk.id);
  // How the operator reaches its carriers is its own business.
  const isForeign = shared && ownerOf(actor) !== null;
  return {
    ...fields,
    allowedSources: isForeign ? [] : [...fields.allowedSources],
    username: isForeign ? null : fields.username,
    shared,
    status: {
      state,
      since: sinceMs === null ? null : new Date(sinceMs).toISOString(),
      detail: isForeign ? null : detail,
    },
    callsInProgress: load.get(trunk.id) ?? 0,
    createdAt: createdAt.toString({ smallestUnit: 'millisecond' }),
  };
}

const subject = (trunk: Trunk) => ({
  kind: 'trunk',
  id: trunk.id,
  ...(trunk.organizationId === null ? {} : { organizationId: trunk.organizationId }),
});
