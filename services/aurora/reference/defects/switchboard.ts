// Which defects act on a call: holds the switched-on rules, their clocks and their counters.
import { createHash } from 'node:crypto';
import type { Spoken } from '../envelopes/renderers.ts';
import type { Lang } from '../envelopes/turn.ts';
import type { Effect, EffectOf } from './defect.ts';
import { type DefectRule, parseDefects } from './parse.ts';
import { DEFECTS, type DefectId } from './table.ts';

/** The routes a rule without `route=` is meant for: those that answer with an envelope. */
export const CONVERSATION_ROUTES = [
  '/v1/profile/update',
  '/v1/photos/upload',
  '/v1/analysis/skin',
  '/v1/chat',
  '/v1/session/bootstrap',
] as const;

/** What a rule looks at to tell whether a call is meant. */
export type DefectCall = {
  readonly route: string;
  readonly lang: Lang;
  readonly header: (name: string) => string | undefined;
  /** Whether this call's own upstream call failed or, if it made none, the service's latest one did. */
  readonly upstreamFailing: boolean;
};

/** A defect that is meant for a call; `draw` says whether this call is one of those its rate hits. */
export type Activation<Kind extends Effect['kind']> = {
  readonly id: DefectId;
  readonly effect: EffectOf<Kind>;
  readonly draw: () => boolean;
  /** How many calls it has hit so far. */
  readonly hits: () => number;
};

/** The switched-on defects. */
export type Switchboard = {
  readonly spec: () => string;
  /** Replaces every rule; throws what `parseDefects` throws, and then changes nothing. */
  readonly set: (spec: string) => void;
  /** The defects of a kind that are meant for a call, in the order they were switched on. */
  readonly select: <Kind extends Effect['kind']>(call: DefectCall, kind: Kind) => readonly Activation<Kind>[];
};

/**
 * Lets the selected defects change a value, one after the other; what is left alone returns as it came.
 * `act` returns undefined where the defect finds nothing to change, and `count` is told the id of each that did.
 */
export function applyDefects<Kind extends Effect['kind'], Value>(
  activations: readonly Activation<Kind>[],
  value: Value,
  act: (effect: EffectOf<Kind>, value: Value, hits: number) => Value | undefined,
  count: (id: DefectId) => void,
): Value {
  let current = value;
  for (const { id, effect, draw, hits } of activations) {
    const changed = act(effect, current, hits());
    if (changed === undefined || !draw()) continue;
    count(id);
    current = changed;
  }
  return current;
}

function isKind<Kind extends Effect['kind']>(effect: Effect, kind: Kind): effect is EffectOf<Kind> {
  return effect.kind === kind;
}

const isOfUsers = (route: string): boolean => CONVERSATION_ROUTES.some((known) => known === route);

// A fault in a handler only exists where its handler asks for it.
function isReachedByDefault(rule: DefectRule, route: string): boolean {
  return DEFECTS[rule.id].effect.kind === 'handler' || isOfUsers(route);
}

function isMeant(rule: DefectRule, call: DefectCall, elapsedMs: number): boolean {
  if (rule.route !== null && rule.route !== call.route) return false;
  if (rule.route === null && !isReachedByDefault(rule, call.route)) return false;
  if (rule.lang !== null && rule.lang !== call.lang) return false;
  if (rule.header !== null && call.header(rule.header.name)?.includes(rule.header.contains) !== true)
    return false;
  if (rule.whileUpstreamFailing && !call.upstreamFailing) return false;
  return elapsedMs >= rule.afterMs && elapsedMs < rule.afterMs + rule.forMs;
}

/**
 * Makes a switchboard with the rules of `spec` for a service that speaks `spoken`; `nowMs` is a clock in milliseconds.
 * `after=` and `for=` count from the first call of a user since a rule was switched on.
 * A rate is exact, not drawn: `rate=0.01` hits the 100th, 200th, … call that is meant. With `draw=7` it is drawn by that seed.
 */
export function createSwitchboard(spec: string, nowMs: () => number, spoken: Spoken = 'aurora'): Switchboard {
  type Lever = { readonly rule: DefectRule; meantCount: number; hitCount: number };
  type Board = { readonly spec: string; readonly levers: readonly Lever[]; sinceMs: number | undefined };
  let current: Board = { spec: '', levers: [], sinceMs: undefined };
  const set = (next: string): void => {
    const levers = parseDefects(next, spoken).map((rule) => ({ rule, meantCount: 0, hitCount: 0 }));
    current = { spec: next.trim(), levers, sinceMs: undefined };
  };
  set(spec);
  return {
    spec: () => current.spec,
    set,
    select: (call, kind) => {
      // Runners in a cluster come up long after the service.
      if (isOfUsers(call.route)) current.sinceMs ??= nowMs();
      const elapsedMs = current.sinceMs === undefined ? 0 : nowMs() - current.sinceMs;
      return current.levers.flatMap((lever) => {
        const effect = toEffect(lever.rule);
        if (!isKind(effect, kind) || !isMeant(lever.rule, call, elapsedMs)) return [];
        const hits = () => lever.hitCount;
        const draw = (): boolean => {
          const isHit = isNext(lever.rule, lever.meantCount++) && lever.hitCount < lever.rule.times;
          if (isHit) lever.hitCount++;
          return isHit;
        };
        return [{ id: lever.rule.id, effect, draw, hits }];
      });
    },
  };
}

/** Whether the n-th call that is meant, from 0, is one of those that the rate hits. */
function isNext({ ratio, drawSeed }: DefectRule, n: number): boolean {
  if (drawSeed !== null) return drawShare(drawSeed, n) < ratio;
  // The tiny addend keeps 100 × 0.01 from landing just below 1.
  const hitsBefore = (calls: number) => Math.floor(calls * ratio + 1e-9);
  return hitsBefore(n + 1) > hitsBefore(n);
}

/** A share 0..1 by seed and number, the same each time: the first 32 bits of a hash of both. */
function drawShare(seed: number, n: number): number {
  return createHash('sha256').update(`${seed}:${n}`).digest().readUInt32BE() / 2 ** 32;
}

function toEffect({ id, ms, kb }: DefectRule): Effect {
  const { effect } = DEFECTS[id];
  if (kb !== null && 'kb' in effect) return { ...effect, kb };
  return ms !== null && 'ms' in effect ? { ...effect, ms } : effect;
}
