// The lock by which two engines do not fight: a record with an end, that whoever holds it renews. It lies where the rollout is
// controlled, and is written by compare and swap, so that two that come together cannot both have it.

/** What the record says. */
export interface LeaseRecord {
  /** Who holds it; '' for nobody. */
  readonly holder: string;
  /** It may be taken over when it was not renewed for so long. */
  readonly durationMs: number;
  /** Grows with each renewal and each new holder: a record that is the same was not renewed. */
  readonly renewal: string;
}

/** Where the record lies. */
export interface LeaseStore {
  /** The record, and the tag that `write` wants; undefined where there is none yet. @throws ActuatorError */
  read(): Promise<{ readonly record: LeaseRecord; readonly tag: string } | undefined>;
  /**
   * Writes it where it still has this tag; undefined: where there is none.
   * @throws ActuatorError, `conflict` where somebody else was there first
   */
  write(holder: string, durationMs: number, tag: string | undefined): Promise<void>;
}

/** A record of somebody else, and since when by our own clock it has not changed: their clock is not ours. */
export interface SeenLease {
  readonly record: LeaseRecord;
  readonly sinceMs: number;
}

/** What is to be done about the lock. */
export type LeaseStep = 'take' | 'renew' | 'wait';

/**
 * Whether we may write ourselves into the record.
 * @param seen the record as it was read; undefined where there is none
 */
export function decideLease(seen: SeenLease | undefined, holder: string, nowMs: number): LeaseStep {
  if (seen === undefined || seen.record.holder === '') return 'take';
  if (seen.record.holder === holder) return 'renew';
  return nowMs - seen.sinceMs > seen.record.durationMs ? 'take' : 'wait';
}

/** The same record goes on to be seen since it was seen first. */
export function noteLease(before: SeenLease | undefined, record: LeaseRecord, nowMs: number): SeenLease {
  const isSame =
    before !== undefined &&
    before.record.holder === record.holder &&
    before.record.renewal === record.renewal;
  return isSame ? before : { record, sinceMs: nowMs };
}
