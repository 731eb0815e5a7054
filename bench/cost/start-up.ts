// How long a user waits from `npm run soak` to the first answer in the journal.
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { repoPath } from '../../lib/node/files/paths.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';
import { readJournal } from '../../lib/node/run-folder/journal.ts';

const DEADLINE_MS = 60_000;
/** How long the soak gets to heal and end. */
const STOP_DEADLINE_MS = 25_000;

export interface StartUp {
  /** From the start of npm to the first journey: k6 is up, and so are stack and Toxiproxy. */
  readonly journeyMs: number;
  /** … to the end of its first call. */
  readonly answerMs: number;
}

/**
 * Runs `npm run soak` ten times faster (9 s), with the whole stack and its chaos, and reads from the journal when it began.
 * @param dir an empty folder for its results
 * @param stop ends the soak when it aborts, and waits until it has healed
 * @throws Error where there is no answer in its journal
 */
export async function measureStartUp(dir: string, stop: AbortSignal): Promise<StartUp> {
  await mkdir(dir, { recursive: true });
  const startedAtMs = Date.now();
  const args = ['run', 'soak', '--', '--time-scale', '10', '--output-dir', dir];
  const { output } = await runProgram('npm', args, {
    cwd: repoPath(),
    timeoutMs: DEADLINE_MS,
    stop,
    stopDeadlineMs: STOP_DEADLINE_MS,
  });
  stop.throwIfAborted();
  const [run] = await readdir(dir);
  if (run === undefined)
    throw new Error(`npm run soak left no run to read its start-up from: ${output.trim()}`);
  let beganMs = Number.NaN;
  let answeredMs = Number.NaN;
  await readJournal(join(dir, run, 'events.ndjson'), (row) => {
    if (row.type === 'run.started' && Number.isNaN(beganMs)) beganMs = row.ts * 1000;
    if (row.type === 'response' && Number.isNaN(answeredMs)) answeredMs = row.ts * 1000;
  });
  if (Number.isNaN(answeredMs)) throw new Error('npm run soak got no answer at all');
  return { journeyMs: beganMs - startedAtMs, answerMs: answeredMs - startedAtMs };
}
