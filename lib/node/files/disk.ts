// Room on the disk of the results: a run whose journal cannot grow is load for nothing.
import { statfs } from 'node:fs/promises';

/** What is kept free for the files of the end: summary, report, failing samples. */
const RESERVE_BYTES = 1_000_000;

/** Says in a sentence that the disk of `dir` is full, or as good as; undefined where there is room, or nobody can tell. */
export async function findShortage(dir: string): Promise<string | undefined> {
  const disk = await statfs(dir).catch(() => undefined);
  if (disk === undefined || disk.blocks === 0) return undefined;
  const freeBytes = disk.bavail * disk.bsize;
  if (freeBytes >= RESERVE_BYTES) return undefined;
  return `the disk of ${dir} is full (${Math.floor(freeBytes / 1000)} kB left); make room, or give OUTPUT_DIR another`;
}
