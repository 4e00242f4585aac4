import type { BencodeDictionary } from './bencode.ts';
import type { Engine } from './engine.ts';
import type { NgReply } from './ng-client.ts';
import { answerRecipe, offerRecipe } from './recipes.ts';
import type { EngineSide } from './recipes.ts';
import { readSessionState } from './session-state.ts';
import type { SessionState } from './session-state.ts';

/** A description on its way from one tag to another. */
export type Passage = {
  readonly fromTag: string;
  readonly toTag: string;
  readonly sdp: string;
  readonly from: EngineSide;
  readonly toward: EngineSide;
  readonly transcodeTo?: readonly string[];
};

export type PassageResult =
  | { readonly kind: 'ok'; readonly sdp: string }
  | { readonly kind: 'refused'; reason: string };

export type EngineSessionOptions = {
  readonly callId: string;
  readonly engine: Engine;
  /** Another engine that has room, for a session that nothing was agreed in yet. */
  readonly another: (full: readonly Engine[]) => Engine | null;
};

/**
 * What the engine calls a call: tags with ports each, and who is joined to whom. Holds the legs that were opened near
 * each other, so that any two of them can be joined inside the engine. What belongs together runs in one turn.
 */
export class EngineSession {
  readonly callId: string;
  readonly #another: EngineSessionOptions['another'];
  #engine: Engine;
  #isPinned = false;
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor({ callId, engine, another }: EngineSessionOptions) {
    this.callId = callId;
    this.#engine = engine;
    this.#another = another;
    engine.calls += 1;
  }

  get engine(): Engine {
    return this.#engine;
  }

  /** Runs after everything that was asked before. What one turn throws is its caller's, and stops no other. */
  inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#lastTurn.then(run, run);
    this.#lastTurn = turn.catch(() => {});
    return turn;
  }

  async offer(passage: Passage): Promise<PassageResult> {
    const recipe = offerRecipe(passage, passage.transcodeTo);
    const tried: Engine[] = [];
    let reply = await this.#pass('offer', passage, recipe);
    while (reply.kind === 'full' && !this.#isPinned) {
      tried.push(this.#engine);
      const next = this.#another(tried);
      if (!next) break;
      this.#moveTo(next);
      reply = await this.#pass('offer', passage, recipe);
    }
    return resultOf(reply);
  }

  async answer(passage: Passage): Promise<PassageResult> {
    return resultOf(await this.#pass('answer', passage, answerRecipe(passage)));
  }

  /** `unknown`: the engine no longer has this call. Null: it did not answer. */
  async state(): Promise<SessionState | 'unknown' | null> {
    if (!this.#isPinned) return null;
    const reply = await this.#engine.request('query', { 'call-id': this.callId });
    if (reply.kind === 'ok') return readSessionState(reply.values);
    return reply.kind === 'refused' ? 'unknown' : null;
  }

  /** Gives back the ports of two tags that were joined. */
  async remove(fromTag: string, toTag: string): Promise<void> {
    await this.#delete({ 'from-tag': fromTag, 'to-tag': toTag });
  }

  /** Gives back everything; the session is of no use afterwards. */
  async end(): Promise<void> {
    this.#engine.calls -= 1;
    await this.#delete({});
  }

  async #delete(tags: BencodeDictionary): Promise<void> {
    if (this.#isPinned) await this.#engine.request('delete', { 'call-id': this.callId, 'delete delay': 0, ...tags });
  }

  async #pass(command: 'offer' | 'answer', passage: Passage, recipe: BencodeDictionary): Promise<NgReply> {
    const { fromTag, toTag, sdp } = passage;
    const values = { ...recipe, 'call-id': this.callId, 'from-tag': fromTag, 'to-tag': toTag, sdp };
    const reply = await this.#engine.request(command, values);
    if (reply.kind === 'ok') this.#isPinned = true;
    return reply;
  }

  #moveTo(engine: Engine): void {
    this.#engine.calls -= 1;
    this.#engine = engine;
    engine.calls += 1;
  }
}

function resultOf(reply: NgReply): PassageResult {
  if (reply.kind === 'full') return { kind: 'refused', reason: 'the engine is full' };
  if (reply.kind === 'no_answer') return { kind: 'refused', reason: 'the engine does not answer' };
  if (reply.kind === 'refused') return reply;
  const { sdp } = reply.values;
  return typeof sdp === 'string' ? { kind: 'ok', sdp } : { kind: 'refused', reason: 'the engine sent no description' };
}
