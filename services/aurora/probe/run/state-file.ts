// The state file: read, decided on and written under a lock, so that probes that overlap see each other's runs.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lock } from 'proper-lockfile';
import { toMessage } from '../../../../lib/core/text/message.ts';
import { addRun, EMPTY_STATE, type ProbeState, parseState, type RunRecord } from '../history.ts';

/** What is kept of the earlier runs, or why nothing is known of them. */
export type KnownState = ProbeState | { readonly unknown: string };

export interface StateResult<T> {
  readonly decided: T;
  /** Whether the next run will know of this one. */
  readonly recorded: boolean;
  /** What was odd, '' for nothing. */
  readonly note: string;
}

/** A probe holds the lock for milliseconds; one that died holding it is overruled after this time. */
const STALE_MS = 5_000;
/** Tries for longer than a dead probe's lock is respected. */
const LOCK_TRIES = { retries: 80, factor: 1, minTimeout: 50, maxTimeout: 150, randomize: true };

/**
 * Lets `decide` look at the earlier runs and records the run it makes of them, in one step that no other probe can enter.
 * A file that cannot be read as ours is moved aside and begun anew; one of a newer version is left alone. Where the file
 * cannot be used at all, `decide` is told so and nothing is recorded.
 */
export async function recordRun<T extends { readonly record: RunRecord }>(
  file: string,
  decide: (known: KnownState) => T,
): Promise<StateResult<T>> {
  const unusable = (why: string): StateResult<T> => ({
    decided: decide({ unknown: why }),
    recorded: false,
    note: why,
  });
  let release: () => Promise<void>;
  try {
    await mkdir(dirname(file), { recursive: true });
    release = await lock(file, { realpath: false, stale: STALE_MS, retries: LOCK_TRIES });
  } catch (error) {
    return unusable(`the state file ${file} cannot be locked (${toMessage(error)})`);
  }
  try {
    const { state, note, problem } = await readState(file);
    if (problem !== undefined) return unusable(problem);
    const decided = decide(state);
    // Readers see the old file or the new one, never half of one: a rename is one step.
    const next = `${file}.${process.pid}.new`;
    try {
      await writeFile(next, `${JSON.stringify(addRun(state, decided.record), null, 2)}\n`, { flush: true });
      await rename(next, file);
    } catch (error) {
      return {
        decided,
        recorded: false,
        note: `the state file ${file} cannot be written (${toMessage(error)})`,
      };
    }
    return { decided, recorded: true, note };
  } finally {
    await release().catch(() => {});
  }
}

type ReadState = { readonly state: ProbeState; readonly note: string; readonly problem?: string };

async function readState(file: string): Promise<ReadState> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const isNew = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const problem = `the state file ${file} cannot be read (${toMessage(error)})`;
    return { state: EMPTY_STATE, note: '', ...(isNew ? {} : { problem }) };
  }
  const parsed = parseState(text);
  switch (parsed.kind) {
    case 'state':
      return { state: parsed.state, note: '' };
    case 'newer': {
      const problem = `the state file ${file} has schema_version ${parsed.version}, which is newer than this probe; update the probe or name another file with --state-file`;
      return { state: EMPTY_STATE, note: '', problem };
    }
    case 'corrupt': {
      const aside = `${file}.corrupt-${Date.now()}`;
      const why = `the state file ${file} could not be read as one (${parsed.why})`;
      try {
        await rename(file, aside);
      } catch (error) {
        return { state: EMPTY_STATE, note: '', problem: `${why}, nor moved aside (${toMessage(error)})` };
      }
      return { state: EMPTY_STATE, note: `${why}; it is kept as ${aside}, and the history begins anew` };
    }
  }
}
