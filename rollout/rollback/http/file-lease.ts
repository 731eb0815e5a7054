// A lock in a file, for engines of one machine.
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import { isObject, toJsonOrNone } from '../../../lib/core/text/json.ts';
import { toMessage } from '../../../lib/core/text/message.ts';
import { writeWhole } from '../../../lib/node/files/write-whole.ts';
import { ActuatorError } from '../actuator.ts';
import type { LeaseStore } from '../lease.ts';

/** A write takes milliseconds: whoever has held the file for so long is gone. */
const STALE_MS = 5_000;

/** The lock of a target in a folder, which is made where it is missing. */
export function createFileLease(dir: string, target: string): LeaseStore {
  const file = join(dir, `${encodeURIComponent(target)}.lease.json`);
  const toTag = (text: string) => createHash('sha256').update(text).digest('hex');
  const readText = () =>
    readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw toTrouble(error);
    });
  const toTrouble = (error: unknown) =>
    new ActuatorError(
      `the lock ${file} cannot be used (${toMessage(error)}); give ROLLBACK_STATE_DIR another folder`,
      'refused',
    );
  return {
    async read() {
      const text = await readText();
      if (text === undefined) return undefined;
      const value = toJsonOrNone(text);
      const { holder, duration_ms: durationMs } = isObject(value) ? value : {};
      // Half a file, or somebody else's, is nobody's lock.
      const isRecord = typeof holder === 'string' && typeof durationMs === 'number';
      const tag = toTag(text);
      return {
        record: { holder: isRecord ? holder : '', durationMs: isRecord ? durationMs : 0, renewal: tag },
        tag,
      };
    },
    async write(holder, durationMs, tag) {
      const release = await mkdir(dir, { recursive: true, mode: 0o700 })
        .then(() =>
          lockfile.lock(file, { realpath: false, stale: STALE_MS, retries: { retries: 5, minTimeout: 20 } }),
        )
        .catch((error: unknown) => {
          throw toTrouble(error);
        });
      try {
        const text = await readText();
        if ((text === undefined ? undefined : toTag(text)) !== tag)
          throw new ActuatorError(`another engine took the lock ${file} meanwhile`, 'conflict');
        const renewed_at = new Date().toISOString();
        await writeWhole(
          file,
          `${JSON.stringify({ holder, duration_ms: durationMs, renewed_at, pid: process.pid })}\n`,
        );
      } finally {
        await release();
      }
    },
  };
}
