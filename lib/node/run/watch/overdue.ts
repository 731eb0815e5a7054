// A k6 that hangs, is paused or lingers (K6_LINGER): the length of a run is known, and nobody waits for it any longer than that.

/** k6 loads its script and makes its virtual users ready; on a busy machine that takes some seconds. */
const BEGIN_DEADLINE_SEC = 60;
/** k6 adds up its figures and writes its summary. */
const END_GRACE_SEC = 30;

/**
 * Says in a sentence that k6 should have begun or ended by now; undefined where it may take its time yet.
 * @param totalSec length of the plan with the last journey that may be under way at its end, seconds
 * @param ranSec since the run began, undefined before that
 * @param waitedSec since k6 was started
 */
export function describeOverdue(
  totalSec: number,
  ranSec: number | undefined,
  waitedSec: number,
): string | undefined {
  if (ranSec === undefined) {
    return waitedSec > BEGIN_DEADLINE_SEC
      ? `k6 did not begin within ${BEGIN_DEADLINE_SEC} s, and was ended; see k6.log`
      : undefined;
  }
  return ranSec > totalSec + END_GRACE_SEC
    ? `k6 was still there ${END_GRACE_SEC} s after its last journey was due to end, and was ended; see k6.log`
    : undefined;
}
