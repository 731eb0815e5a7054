// How much memory a process has.
import { readFile } from 'node:fs/promises';
import { runProgram } from './run-program.ts';

const PS_DEADLINE_MS = 3_000;

/** The memory of a process that is not swapped out; undefined where it has ended, or nobody tells. */
export async function readRssBytes(pid: number): Promise<number | undefined> {
  const kilobytes =
    process.platform === 'linux'
      ? /^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, 'latin1').catch(() => ''))?.[1]
      : await askPs(pid);
  return kilobytes === undefined || !/^\d+$/.test(kilobytes) ? undefined : Number(kilobytes) * 1_024;
}

async function askPs(pid: number): Promise<string | undefined> {
  const asked = runProgram('ps', ['-o', 'rss=', '-p', String(pid)], { timeoutMs: PS_DEADLINE_MS });
  return asked.then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}
