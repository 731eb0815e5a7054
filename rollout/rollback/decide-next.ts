// What a rollback does next: pure. It knows neither clock nor network, only what was seen, so every way to its end can be tried.
import type { ActuatorError, Standing } from './actuator.ts';
import { type PathSight, sayPath } from './path-sight.ts';
import { type RollbackSettings, toBackOffMs } from './settings.ts';

/** What a look at the actuator came to. */
export type Reading = { readonly standing: Standing } | { readonly error: ActuatorError };

/** What is known of the lock: ours until then by our clock (epoch ms), somebody else's ('': nobody asked yet), or it cannot be told. */
export type LeaseSight =
  | { readonly is: 'ours'; readonly untilMs: number }
  | { readonly is: 'theirs'; readonly holder: string }
  | { readonly is: 'unknown'; readonly error: ActuatorError };

/** One round of looking. */
export interface Seen {
  readonly nowMs: number;
  readonly lease: LeaseSight;
  readonly reading: Reading;
  readonly path: PathSight;
}

/** What is remembered from round to round; moments in epoch ms, null for never. */
export interface RollbackState {
  readonly startedAtMs: number;
  /** How often the actuator was told, and how often it said yes. */
  readonly told: number;
  readonly accepted: number;
  /** Orders in a row that had no effect, whatever was said to them. */
  readonly inVain: number;
  /** It is told again no sooner. */
  readonly actNotBeforeMs: number;
  /** Looks in a row that came to nothing. */
  readonly unread: number;
  /** Since when it is told without a break that the version is gone. */
  readonly goneSinceMs: number | null;
  /** Since when only a person can mend what keeps us from it. */
  readonly hopelessSinceMs: number | null;
  /** Why the newest order came to nothing; null where it was accepted. */
  readonly refusal: ActuatorError | null;
}

export type Step =
  | { readonly do: 'act' }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'end'; readonly outcome: 'rolled-back'; readonly reasons: readonly string[] }
  | { readonly do: 'end'; readonly outcome: 'unresolved'; readonly reasons: readonly string[] };

export const createState = (nowMs: number): RollbackState => ({
  startedAtMs: nowMs,
  told: 0,
  accepted: 0,
  inVain: 0,
  actNotBeforeMs: nowMs,
  unread: 0,
  goneSinceMs: null,
  hopelessSinceMs: null,
  refusal: null,
});

/** Trouble that ends by itself, or by coming again. */
const PASSES: Readonly<Record<ActuatorError['trouble'], boolean>> = {
  unreached: true,
  busy: true,
  conflict: true,
  denied: false,
  missing: false,
  refused: false,
  strange: false,
};

const MOST_UNREAD_MS = 2_000;

const isHopeless = (error: ActuatorError | null): boolean => error !== null && !PASSES[error.trouble];

/** What is known after a round of looking. */
export function noteLook(state: RollbackState, seen: Seen): RollbackState {
  const { nowMs, reading, lease } = seen;
  const standing = 'standing' in reading ? reading.standing : undefined;
  const isStuck =
    standing?.state === 'stuck' ||
    ('error' in reading && isHopeless(reading.error)) ||
    (lease.is === 'unknown' && isHopeless(lease.error)) ||
    (standing?.state === 'serves' && isHopeless(state.refusal));
  // Who was away, or does what it was told, is another one than who took orders in vain.
  const isAnew = standing?.state !== 'serves';
  return {
    ...state,
    inVain: isAnew ? 0 : state.inVain,
    actNotBeforeMs: isAnew ? nowMs : state.actNotBeforeMs,
    unread: standing === undefined ? state.unread + 1 : 0,
    goneSinceMs: standing?.state === 'gone' ? (state.goneSinceMs ?? nowMs) : null,
    hopelessSinceMs: isStuck ? (state.hopelessSinceMs ?? nowMs) : null,
  };
}

/** What is known after the actuator was told. @param error why that came to nothing; undefined where it said yes */
export function noteAct(
  state: RollbackState,
  error: ActuatorError | undefined,
  nowMs: number,
  settings: RollbackSettings,
): RollbackState {
  const inVain = state.inVain + 1;
  const backOffMs = toBackOffMs(inVain, settings);
  return {
    ...state,
    told: state.told + 1,
    accepted: state.accepted + (error === undefined ? 1 : 0),
    inVain,
    actNotBeforeMs: nowMs + Math.max(error?.retryAfterMs ?? 0, backOffMs),
    refusal: error ?? null,
  };
}

/** What is done next. */
export function decideNext(state: RollbackState, seen: Seen, settings: RollbackSettings): Step {
  const { nowMs, reading, lease, path } = seen;
  const standing = 'standing' in reading ? reading.standing : undefined;
  if (standing && isOver(state, seen, settings))
    return { do: 'end', outcome: 'rolled-back', reasons: [standing.text, sayPath(path)] };
  const unresolved = (why: string): Step => ({
    do: 'end',
    outcome: 'unresolved',
    reasons: [why, ...listLeft(state, seen)],
  });
  if (nowMs - state.startedAtMs >= settings.deadlineMs)
    return unresolved(`it is not over after ${Math.round(settings.deadlineMs / 1_000)} s`);
  if (state.hopelessSinceMs !== null && nowMs - state.hopelessSinceMs >= settings.hopelessMs)
    return unresolved('only a person can mend what keeps it from being over');
  const isOurs = lease.is === 'ours' && nowMs + settings.callMs < lease.untilMs;
  const isDue = nowMs >= state.actNotBeforeMs;
  if (standing?.state === 'serves' && isOurs && isDue) return { do: 'act' };
  const waitMs = 'error' in reading ? toUnreadMs(state.unread, reading.error, settings) : settings.pollMs;
  const leftMs = state.startedAtMs + settings.deadlineMs - nowMs;
  return { do: 'wait', ms: Math.max(1, Math.min(waitMs, leftMs)) };
}

/** Who does not answer is left alone for a moment, and a short one: he is told as soon as he is back. */
const toUnreadMs = (unread: number, { retryAfterMs }: ActuatorError, settings: RollbackSettings): number =>
  Math.max(settings.pollMs, retryAfterMs, Math.min(MOST_UNREAD_MS, toBackOffMs(unread, settings)));

/** Told by the actuator, and seen on the users' path for long enough. */
function isOver(state: RollbackState, { nowMs, path }: Seen, settings: RollbackSettings): boolean {
  if (state.goneSinceMs === null) return false;
  const quietSinceMs = Math.max(state.goneSinceMs, path.quietSinceMs);
  return nowMs - quietSinceMs >= settings.quietMs && path.named - path.bad >= settings.quietLooks;
}

/** What is left, for a person. */
function listLeft(state: RollbackState, { reading, lease, path }: Seen): readonly string[] {
  const { told, accepted, refusal } = state;
  const times = (n: number) => (n === 1 ? 'once' : `${n} times`);
  return [
    'standing' in reading ? `the actuator: ${reading.standing.text}` : reading.error.message,
    sayPath(path),
    told === 0
      ? 'the actuator was not told anything'
      : `the actuator was told ${times(told)}, and said yes ${accepted === 0 ? 'never' : times(accepted)}`,
    ...(refusal === null ? [] : [`its newest no: ${refusal.message}`]),
    ...(lease.is === 'unknown' ? [`the lock: ${lease.error.message}`] : []),
    ...(lease.is === 'theirs' && lease.holder !== '' ? [`the lock is held by ${lease.holder}`] : []),
  ];
}
