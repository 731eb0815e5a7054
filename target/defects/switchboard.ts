// Which defects act on a call: holds the switched-on rules, their clocks and their counters.
import type { Lang } from '../envelope.ts';
import type { Effect } from './defect.ts';
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
export type Activation = {
  readonly id: DefectId;
  readonly effect: Effect;
  readonly ms: number | null;
  readonly draw: () => boolean;
};

/** The switched-on defects. */
export type Switchboard = {
  readonly spec: () => string;
  /** Replaces every rule; throws what `parseDefects` throws, and then changes nothing. */
  readonly set: (spec: string) => void;
  /** The defects of these kinds that are meant for a call, in the order they were switched on. */
  readonly select: (call: DefectCall, kinds: readonly Effect['kind'][]) => readonly Activation[];
};

function isMeant(rule: DefectRule, call: DefectCall, elapsedMs: number): boolean {
  if (rule.route === null) {
    if (!CONVERSATION_ROUTES.some((route) => route === call.route)) return false;
  } else if (rule.route !== call.route) return false;
  if (rule.lang !== null && rule.lang !== call.lang) return false;
  if (rule.header !== null && call.header(rule.header.name)?.includes(rule.header.contains) !== true)
    return false;
  if (rule.whileUpstreamFailing && !call.upstreamFailing) return false;
  return elapsedMs >= rule.afterMs && elapsedMs < rule.afterMs + rule.forMs;
}

/**
 * Makes a switchboard with the rules of `spec`; `nowMs` is a clock in milliseconds.
 * A rate is exact, not drawn: `rate=0.01` hits the 100th, 200th, … call that is meant.
 */
export function createSwitchboard(spec: string, nowMs: () => number): Switchboard {
  type Lever = { readonly rule: DefectRule; meantCount: number };
  let current = { spec: '', levers: [] as readonly Lever[], sinceMs: 0 };
  const set = (next: string): void => {
    const levers = parseDefects(next).map((rule) => ({ rule, meantCount: 0 }));
    current = { spec: next.trim(), levers, sinceMs: nowMs() };
  };
  set(spec);
  return {
    spec: () => current.spec,
    set,
    select: (call, kinds) => {
      if (current.levers.length === 0) return [];
      const elapsedMs = nowMs() - current.sinceMs;
      return current.levers.flatMap((lever) => {
        const { rule } = lever;
        const { effect } = DEFECTS[rule.id];
        if (!kinds.includes(effect.kind) || !isMeant(rule, call, elapsedMs)) return [];
        const draw = (): boolean => {
          const before = lever.meantCount * rule.ratio;
          lever.meantCount += 1;
          // The tiny addend keeps 100 × 0.01 from landing just below 1.
          return Math.floor(lever.meantCount * rule.ratio + 1e-9) > Math.floor(before + 1e-9);
        };
        return [{ id: rule.id, effect, ms: rule.ms, draw }];
      });
    },
  };
}
