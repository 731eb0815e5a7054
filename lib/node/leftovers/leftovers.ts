// What a run leaves when it is killed: healed at once where somebody is left to do it, else at the next start, which says it.
import { rm } from 'node:fs/promises';
import { healProxy } from '../chaos/heal.ts';
import { findHolder, releaseHold } from '../chaos/hold.ts';
import { connectToxiproxy } from '../chaos/toxiproxy.ts';
import { killTree } from '../process/group.ts';
import { isThere } from '../process/look.ts';
import { waitFor } from '../process/wait.ts';
import { listNoteFiles, type RunState, readNote, writeNote } from './notes.ts';

const GONE_DEADLINE_MS = 3_000;
/** Nobody waits for it, and its Toxiproxy may be away for a moment. */
const HEAL_KILLED_DEADLINE_MS = 60_000;
const HEAL_AT_START_DEADLINE_MS = 3_000;

/**
 * Ends and heals what runs left whose process is no more. Notes of runs that are on, here or on another machine, are left alone.
 * @returns one sentence for each such run, empty where there is none
 */
export async function endLeftovers(): Promise<string[]> {
  const said: string[] = [];
  for (const file of await listNoteFiles()) {
    const state = await readNote(file);
    if (state && (await isThere(state.owner)) !== false) continue;
    const done = state
      ? [
          state.healed,
          (await healLeftover(state, HEAL_AT_START_DEADLINE_MS)).done,
          ...(await endChildren(state)),
        ].filter(Boolean)
      : [];
    // What is no note, or another's, and cannot be removed does no harm.
    await rm(file, { force: true }).catch(() => {});
    if (done.length > 0) said.push(`${done.join(', ')} of ${state?.runDir}`);
  }
  return said;
}

/**
 * Heals what the run of this note left on a Toxiproxy that is not ours, and keeps in the note what was done, for the next start to say;
 * where it cannot be healed, that one tries again.
 * @param deadlineMs how long it tries, in each of two ways
 * @returns that sentence, '' where there was nothing to do
 */
export async function healKilled(file: string, deadlineMs = HEAL_KILLED_DEADLINE_MS): Promise<string> {
  const state = await readNote(file);
  if (!state?.proxy) return '';
  const { healed, done } = await healLeftover(state, deadlineMs);
  if (healed) await writeNote(file, { ...state, proxy: null, healed: done });
  return done;
}

/** @returns `done`: a sentence, '' where there was nothing to do */
async function healLeftover({ proxy, owner, runDir }: RunState, deadlineMs: number) {
  if (!proxy) return { healed: true, done: '' };
  const { apiUrl, name } = proxy;
  const holder = await findHolder(apiUrl).catch(() => undefined);
  if (holder && holder.runDir !== runDir)
    return { healed: true, done: `left ${name} to the run that holds it now (${holder.runDir})` };
  const { healed, why } = await healProxy({ client: connectToxiproxy({ apiUrl }), proxy, deadlineMs });
  if (!healed) return { healed, done: `could NOT heal ${name}: ${why}` };
  await releaseHold(apiUrl, { owner, runDir });
  return { healed, done: `healed ${name}` };
}

async function endChildren({ children }: RunState): Promise<string[]> {
  const ended: string[] = [];
  for (const [name, mark] of Object.entries(children)) {
    if (!(await isThere(mark))) continue;
    await killTree(mark.pid);
    await waitFor(`${name} (pid ${mark.pid}) of a killed run ends`, GONE_DEADLINE_MS, async () =>
      (await isThere(mark)) ? undefined : true,
    );
    ended.push(`ended ${name} (pid ${mark.pid})`);
  }
  return ended;
}
