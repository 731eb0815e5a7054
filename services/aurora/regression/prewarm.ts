// What the prewarm of the hot pages really did: its answer says ok in any case, only its counters tell.
import { isObject } from '../../../lib/core/text/json.ts';

/** The counters of the prefetches that were made for one reason. */
export interface PrefetchCounts {
  readonly total: number;
  readonly ok: number;
  /** non_200 and failed together. */
  readonly lost: number;
}

/** What a state answer tells. */
export interface PrewarmState {
  readonly totals: PrefetchCounts;
  readonly byReason: Readonly<Record<string, PrefetchCounts>>;
  readonly hotsetSize: number;
  /** The error of the latest prefetch, '' where it had none. */
  readonly lastError: string;
}

export type PrewarmOutcome = 'pass' | 'fail' | 'inconclusive';

export interface PrewarmVerdict {
  readonly outcome: PrewarmOutcome;
  readonly why: string;
}

/** The reason under which our runs are counted, so that prefetches of others do not mix in. */
export const PREWARM_REASON = 'aurora_gate_prewarm';

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function parseCounts(value: unknown): PrefetchCounts | undefined {
  if (!isObject(value)) return undefined;
  const { total, ok, non_200, failed } = value;
  if (!isCount(total) || !isCount(ok) || !isCount(non_200) || !isCount(failed)) return undefined;
  return { total, ok, lost: non_200 + failed };
}

/** Reads the body of a state answer, or of a run (both carry it under `data`); undefined where it is something else. */
export function parsePrewarmState(body: unknown): PrewarmState | undefined {
  if (!isObject(body) || !isObject(body.data)) return undefined;
  const { config, runtime } = body.data;
  if (!isObject(config) || !isObject(runtime) || !isCount(config.hotset_size)) return undefined;
  const totals = parseCounts(runtime.totals);
  if (totals === undefined) return undefined;
  const reasons = Object.entries(isObject(runtime.by_reason) ? runtime.by_reason : {});
  const byReason = reasons.flatMap(([reason, value]) => {
    const counts = parseCounts(value);
    return counts ? [[reason, counts] as const] : [];
  });
  const last = isObject(runtime.last_prefetch) ? runtime.last_prefetch.error : '';
  return {
    totals,
    byReason: Object.fromEntries(byReason),
    hotsetSize: config.hotset_size,
    lastError: typeof last === 'string' ? last : '',
  };
}

const withError = ({ lastError }: PrewarmState) => (lastError === '' ? '' : `; the last one: ${lastError}`);

/**
 * Judges a run by what its reason's counters gained from before to after it. Each product of the hot set must have been fetched, and
 * none may have been lost.
 * @param runBody the body that the run answered with
 */
export function judgePrewarmRun(before: PrewarmState, runBody: unknown, after: PrewarmState): PrewarmVerdict {
  const result = isObject(runBody) && isObject(runBody.result) ? runBody.result : {};
  if (!isObject(runBody) || runBody.ok !== true || result.ok === false)
    return { outcome: 'fail', why: 'the run itself did not say ok' };
  if (after.hotsetSize === 0)
    return { outcome: 'fail', why: 'the hot set is empty: there is nothing to prewarm' };
  if (result.skipped === true)
    return {
      outcome: 'inconclusive',
      why: 'the run was skipped: another one is under way, or prewarming is off',
    };
  const none = { total: 0, ok: 0, lost: 0 };
  const [was, is] = [before, after].map(({ byReason }) => byReason[PREWARM_REASON] ?? none) as [
    PrefetchCounts,
    PrefetchCounts,
  ];
  const [total, ok, lost] = [is.total - was.total, is.ok - was.ok, is.lost - was.lost];
  if (Math.min(total, ok, lost) < 0)
    return {
      outcome: 'inconclusive',
      why: 'the counters went back: a restart, or another instance answered',
    };
  if (total === 0)
    return {
      outcome: 'inconclusive',
      why: 'no prefetch was counted: another instance answered, or they were made a moment ago and are not repeated yet',
    };
  if (ok === 0)
    return {
      outcome: 'fail',
      why: `it said ok, and every one of ${total} prefetches failed${withError(after)}`,
    };
  if (lost > 0 || ok < total)
    return { outcome: 'fail', why: `${total - ok} of ${total} prefetches failed${withError(after)}` };
  if (total < after.hotsetSize)
    return {
      outcome: 'inconclusive',
      why: `${total} prefetches for ${after.hotsetSize} products of the hot set`,
    };
  return { outcome: 'pass', why: `${ok} of ${total} prefetches came back, for ${after.hotsetSize} products` };
}

/** Judges the counters as they stand, since the service started. */
export function judgePrewarmState(state: PrewarmState): PrewarmVerdict {
  const { total, ok } = state.totals;
  if (state.hotsetSize === 0)
    return { outcome: 'fail', why: 'the hot set is empty: there is nothing to prewarm' };
  if (total === 0) return { outcome: 'inconclusive', why: 'no prefetch since the service started' };
  if (ok === 0) return { outcome: 'fail', why: `every one of ${total} prefetches failed${withError(state)}` };
  return { outcome: 'pass', why: `${ok} of ${total} prefetches came back since the service started` };
}

const KEY = 'AURORA_BFF_PDP_HOTSET_PREWARM_ADMIN_KEY';

/** Why an ops route answered with this status, and what to do, in one sentence; '' where it is a 200. */
export function explainAdminStatus(status: number): string {
  if (status === 200) return '';
  if (status === 404)
    return `404: the service has no admin key, or the base is not the service; set ${KEY} there, deploy, and check --base`;
  if (status === 401)
    return '401: who guards the service wants credentials; give user and password in --base, before an @';
  if (status === 403)
    return `${status}: the service knows another admin key; give the one it was deployed with in ${KEY}`;
  if (status >= 300 && status < 400)
    return `the service answered ${status}, and a redirect is not followed; give the address that answers itself`;
  return `the service answered ${status}; look at its log, and check --base`;
}
