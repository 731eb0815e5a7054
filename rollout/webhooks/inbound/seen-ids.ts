// The ids of messages that were taken: none is taken twice, also after a restart. A message older than the tolerance is refused by its
// timestamp, so an id need not be known for longer.
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toJsonOrNone, toObject } from '../../../lib/core/text/json.ts';
import { writeWhole } from '../../../lib/node/files/write-whole.ts';

export interface SeenIds {
  /**
   * Takes an id for ever, on disk before this is over.
   * @returns false where it was taken before
   * @throws what writing throws: nothing is taken then
   */
  take(id: string, nowMs: number): Promise<boolean>;
}

/** Five minutes either way by Standard Webhooks, and some more. */
const KEPT_MS = 15 * 60_000;

/** Opens the ids of a folder; those that are too old to matter are forgotten. */
export async function openSeenIds(stateDir: string, nowMs: number): Promise<SeenIds> {
  const file = join(stateDir, 'seen-hooks.ndjson');
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const seen = new Map<string, number>();
  for (const line of text.split('\n')) {
    const { id, at } = toObject(toJsonOrNone(line));
    if (typeof id === 'string' && typeof at === 'number' && nowMs - at < KEPT_MS) seen.set(id, at);
  }
  await writeWhole(file, [...seen].map(([id, at]) => `${JSON.stringify({ id, at })}\n`).join(''));
  let last: Promise<unknown> = Promise.resolve();
  return {
    take(id, atMs) {
      const work = async () => {
        if (seen.has(id)) return false;
        await appendFile(file, `${JSON.stringify({ id, at: atMs })}\n`, { mode: 0o600 });
        seen.set(id, atMs);
        for (const [old, oldMs] of seen) if (atMs - oldMs >= KEPT_MS) seen.delete(old);
        return true;
      };
      const next = last.then(work, work);
      last = next.catch(() => {});
      return next;
    },
  };
}
