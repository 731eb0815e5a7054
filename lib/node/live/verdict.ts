// What a run came to, once its summary is there.
import { stat } from 'node:fs/promises';
import type { Summary } from '../../core/verdict/summary-schema.ts';
import { readRunText } from '../run-folder/run-file.ts';

/** The part of summary.json that is sent to readers. */
export type SentVerdict = Summary['verdict'] &
  Pick<
    Summary,
    'status' | 'stop_reason' | 'profile' | 'seed' | 'started_at' | 'finished_at' | 'total_seconds'
  >;

function toSentVerdict(summary: Summary): SentVerdict {
  const { verdict, status, stop_reason, profile, seed, started_at, finished_at, total_seconds } = summary;
  const { outcome, because, gates } = verdict;
  return {
    outcome,
    because,
    gates,
    status,
    stop_reason,
    profile,
    seed,
    started_at,
    finished_at,
    total_seconds,
  };
}

/**
 * Looks at a summary.json again and again.
 * @returns a function that gives the verdict when it is new, undefined where nothing changed or the file is not whole yet
 */
export function createVerdictReader(file: string): () => Promise<SentVerdict | undefined> {
  let readAtMs = 0;
  return async () => {
    const found = await stat(file).catch(() => undefined);
    if (!found || found.mtimeMs === readAtMs) return undefined;
    try {
      const verdict = toSentVerdict(JSON.parse(await readRunText(file)) as Summary);
      readAtMs = found.mtimeMs;
      return verdict;
    } catch {
      return undefined;
    }
  };
}
