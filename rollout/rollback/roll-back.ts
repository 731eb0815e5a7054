// One rollback, from the order to its end: looks, has the next step decided, does it, and looks again. It waits for no watch, believes no
// yes, and ends in one of two ways: the version is gone by the actuator's word and on the users' path, or it is said aloud what is left.
import { toMessage } from '../../lib/core/text/message.ts';
import { type Actuator, ActuatorError } from './actuator.ts';
import {
  createState,
  decideNext,
  type LeaseSight,
  noteAct,
  noteLook,
  type Reading,
  type RollbackState,
  type Seen,
} from './decide-next.ts';
import { decideLease, noteLease, type SeenLease } from './lease.ts';
import { countLooks } from './path-sight.ts';
import type { RollbackSettings } from './settings.ts';
import type { UsersPath } from './users-path.ts';

/** What is asked for. */
export interface RollbackRequest {
  /** The same for every try at the same rollback. */
  readonly id: string;
  /** Who or what asks for it. */
  readonly actor: string;
  /** What it was started by, as `cli` or `slo-burn`. */
  readonly trigger: string;
  readonly reasons: readonly string[];
}

export interface RollbackResult {
  readonly outcome: 'rolled-back' | 'unresolved';
  /** There was nothing to do: it had been rolled back before. */
  readonly isAlready: boolean;
  readonly target: string;
  /** The version that was to go; '' where that was never known. */
  readonly version: string;
  /** Why it ended so: what was read back, and what the users' path showed. */
  readonly reasons: readonly string[];
  /** What a person is to do; empty where nothing is left. */
  readonly byHand: readonly string[];
  readonly told: number;
  readonly startedAt: string;
  readonly tookMs: number;
}

export interface RollbackDeps {
  readonly path: Pick<UsersPath, 'looks' | 'sinceMs'>;
  readonly settings: RollbackSettings;
  /** By which the lock knows us. */
  readonly holder: string;
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
  readonly tell: (line: string) => void;
  readonly stop: AbortSignal;
}

/** Rolls back. It never throws: what cannot be done is `unresolved`. */
export async function rollBack(
  actuator: Actuator,
  request: RollbackRequest,
  deps: RollbackDeps,
): Promise<RollbackResult> {
  const { settings, now, pause, tell, stop } = deps;
  const lock = createLock(actuator, deps);
  const startedAtMs = now();
  let state = createState(startedAtMs);
  let { version } = actuator;
  let told = '';
  const toResult = (outcome: RollbackResult['outcome'], reasons: readonly string[]): RollbackResult => ({
    outcome,
    isAlready: outcome === 'rolled-back' && state.told === 0,
    target: actuator.target,
    version,
    reasons,
    byHand: outcome === 'unresolved' ? actuator.byHand() : [],
    told: state.told,
    startedAt: new Date(startedAtMs).toISOString(),
    tookMs: now() - startedAtMs,
  });
  tell(`rolling back ${actuator.target} for ${request.actor}: ${request.reasons.join('; ')}`);
  try {
    for (;;) {
      const seen = await look(actuator, lock, state, version, deps);
      if ('standing' in seen.reading) version = seen.reading.standing.version || version;
      state = noteLook(state, seen);
      const line = sayLook(seen);
      if (line !== told) tell(line);
      told = line;
      const step = decideNext(state, seen, settings);
      if (step.do === 'end') return toResult(step.outcome, step.reasons);
      if (stop.aborted) return toResult('unresolved', ['it was told to stop', line]);
      if (step.do === 'wait') {
        await pause(step.ms);
        continue;
      }
      if ('standing' in seen.reading) tell(`now: ${seen.reading.standing.next}`);
      const refusal = await actuator.act().then(() => undefined, toActuatorError);
      if (refusal) tell(refusal.message);
      state = noteAct(state, refusal, now(), settings);
    }
  } finally {
    await lock.release();
  }
}

/** Anything else that is thrown is a fault of ours, and must not end a rollback silently. */
const toActuatorError = (error: unknown): ActuatorError =>
  error instanceof ActuatorError ? error : new ActuatorError(toMessage(error), 'strange');

async function look(
  actuator: Actuator,
  lock: Lock,
  { startedAtMs, goneSinceMs }: RollbackState,
  known: string,
  { path, settings, now }: RollbackDeps,
): Promise<Seen> {
  const reading: Reading = await actuator.read().then(
    (standing) => ({ standing }),
    (error) => ({ error: toActuatorError(error) }),
  );
  // After the reading, so that an order follows upon a lock that was just seen to be ours. What is gone needs none.
  const isOver = 'standing' in reading && reading.standing.state === 'gone';
  const lease = isOver ? lock.sight() : await lock.keep();
  const nowMs = now();
  const version = ('standing' in reading ? reading.standing.version : '') || known;
  // Looks from before the order say how it was, and the quiet after it is what counts.
  const sinceMs = Math.max(path.sinceMs, startedAtMs);
  // Once it is gone each look counts: where few are answered within the quiet time, it takes longer, and comes to its end.
  const wantedMs = Math.max(settings.quietMs, nowMs - (goneSinceMs ?? nowMs));
  const spanMs = Math.min(wantedMs, Math.max(1, nowMs - sinceMs));
  return { nowMs, lease, reading, path: countLooks(path.looks(), version, sinceMs, nowMs, spanMs) };
}

function sayLook({ reading, lease, path }: Seen): string {
  const what = 'standing' in reading ? reading.standing.text : reading.error.message;
  const users = path.bad > 0 ? `; users still get ${path.version}` : '';
  switch (lease.is) {
    case 'ours':
      return `${what}${users}`;
    case 'theirs':
      return `${what}${users}${lease.holder === '' ? '' : `; the lock is held by ${lease.holder}`}`;
    case 'unknown':
      return `${what}${users}; the lock: ${lease.error.message}`;
  }
}

interface Lock {
  /** Takes it, or renews it, or sees who has it. */
  keep(): Promise<LeaseSight>;
  /** What was seen of it last. */
  sight(): LeaseSight;
  release(): Promise<void>;
}

function createLock({ lease }: Actuator, { settings, holder, now, tell }: RollbackDeps): Lock {
  const { leaseMs } = settings;
  let sight: LeaseSight = { is: 'theirs', holder: '' };
  let theirs: SeenLease | undefined;
  const isFresh = (nowMs: number) => sight.is === 'ours' && sight.untilMs - nowMs > (2 * leaseMs) / 3;
  async function askFor(): Promise<LeaseSight> {
    const kept = await lease.read();
    const nowMs = now();
    theirs = kept && noteLease(theirs, kept.record, nowMs);
    if (kept && decideLease(theirs, holder, nowMs) === 'wait')
      return { is: 'theirs', holder: kept.record.holder };
    if (kept && kept.record.holder !== '' && kept.record.holder !== holder)
      tell(
        `the lock of ${kept.record.holder} was not renewed for ${kept.record.durationMs} ms, and is taken over`,
      );
    await lease.write(holder, leaseMs, kept?.tag);
    // From before it was written: it ends for others later than for us.
    return { is: 'ours', untilMs: nowMs + leaseMs };
  }
  return {
    async keep() {
      if (isFresh(now())) return sight;
      sight = await askFor().catch((error: unknown): LeaseSight => {
        const why = toActuatorError(error);
        // Who was faster is seen at the next look.
        if (why.trouble === 'conflict') return { is: 'theirs', holder: 'whoever was faster' };
        // Until its end it is ours, though it cannot be renewed now.
        return sight.is === 'ours' && now() < sight.untilMs ? sight : { is: 'unknown', error: why };
      });
      return sight;
    },
    sight: () => sight,
    async release() {
      if (sight.is !== 'ours') return;
      try {
        const kept = await lease.read();
        if (kept?.record.holder === holder) await lease.write('', leaseMs, kept.tag);
      } catch (error) {
        tell(`the lock could not be given back, and ends by itself: ${toMessage(error)}`);
      }
    },
  };
}
