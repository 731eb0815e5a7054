// Older records of a log removed, so that what is left can still be verified.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BASE_FILE, toRecordName } from '../../core/evidence/places.ts';
import { toBaseStatement } from '../../core/evidence/to-statement.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { LogError, takeLock } from './log.ts';
import { replaceWhole, toBundleText } from './log-files.ts';
import type { Keys } from './read-keys.ts';
import type { Signer } from './signer.ts';
import { verifyLog } from './verify-log.ts';

export interface Pruning {
  /** The first record that stays. */
  readonly before: number;
  readonly actor: string;
  readonly reason: string;
  /** Who is trusted: only a whole log is pruned. */
  readonly keys: Keys;
  readonly signer: Signer;
}

/**
 * Signs that a log begins with a record, then removes those before it. Ended in between, it leaves records that lie before the
 * beginning, which verifying tells, and which pruning again removes.
 * @returns how many were removed
 * @throws LogError where the log is not whole, OptionError where that record is not one that can be the first
 */
export async function pruneLog(
  dir: string,
  { before, actor, reason, keys, signer }: Pruning,
): Promise<number> {
  await using held = await takeLock(dir);
  const { records, faults, unread, head, base } = await verifyLog(dir, keys);
  const isLeft = (index: number) => index < (base?.size ?? 0);
  const others = faults.filter(
    ({ kind, file }) => kind !== 'place' || !records.some((one) => one.file === file && isLeft(one.index)),
  );
  const why = others[0]?.text ?? unread[0];
  if (why !== undefined || head === undefined)
    throw new LogError(`${dir} is not whole, and is not pruned (${why ?? 'it has no head'})`);
  const last = records.find(({ index }) => index === before - 1);
  const first = records.find(({ index }) => index === before);
  if (base?.size !== before) {
    if (last === undefined || first === undefined)
      throw new OptionError(
        `EVIDENCE_BEFORE=${before}: give a record that is there and has one before it; the last one stays always`,
      );
    const at = new Date().toISOString();
    const text = toBundleText(
      await signer.sign(toBaseStatement({ id: head.id, size: before, head: last.sha256, at, actor, reason })),
    );
    held.require();
    await replaceWhole(join(dir, BASE_FILE), text);
  }
  const gone = records.filter(({ index }) => index < before);
  for (const { index } of gone) await rm(join(dir, toRecordName(index)), { force: true });
  return gone.length;
}
