// The notes of what each run has running, by which the next start finds what a killed one left. Anyone may have put a file there: only
// one that we wrote is believed, and a process only where its start and its program are those that were noted.
import { constants } from 'node:fs';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '../../core/options/option-error.ts';
import { isObject, toJsonOrNone } from '../../core/text/json.ts';
import type { ProxySpec } from '../chaos/toxiproxy.ts';
import { keptPath, repoPath } from '../files/paths.ts';
import { toProgram } from '../files/programs.ts';
import { writeWhole } from '../files/write-whole.ts';
import { isProcessMark, markProcess, type ProcessMark } from '../process/look.ts';
import { runWhenWeEnd } from '../process/with-us.ts';

/** A proxy on a Toxiproxy that is not ours: only to heal. */
export type NotedProxy = ProxySpec & { readonly apiUrl: string };

/** What a run has running. */
export interface RunState {
  readonly owner: ProcessMark;
  readonly runDir: string;
  /** By name: ours to end. */
  readonly children: Readonly<Record<string, ProcessMark>>;
  readonly proxy: NotedProxy | null;
  /** What was healed right when the run was killed, in a sentence; '' for nothing. */
  readonly healed: string;
}

/** The note of what this process has running, kept up to date on disk. */
export interface RunNote {
  addChild(name: string, pid: number): Promise<void>;
  setProxy(proxy: NotedProxy): Promise<void>;
  /** Its proxy could not be healed: the note stays, for who heals it after our end, or at the next start. */
  keep(): void;
  /** Removes it, unless it is to stay. */
  remove(): Promise<void>;
}

/** Runs find and end what is left by those that keep their notes here, and by no others. */
const toStateDir = () => process.env.AURORA_STATE_DIR || keptPath('.state');
const NOTE_NAME = /^run-\d+(_\d+)?\.json$/;
/** A note has some hundred bytes. */
const MAX_NOTE_BYTES = 65_536;

/** The file of the `n`th note of a process. */
export const toNotePath = (pid: number, n = 1) =>
  join(toStateDir(), `run-${pid}${n === 1 ? '' : `_${n}`}.json`);

let notesMade = 0;

/**
 * Begins the note of a run of this process, which may have several on at once.
 * @throws OptionError where AURORA_STATE_DIR cannot be written
 */
export async function noteRun(runDir: string): Promise<RunNote> {
  const n = ++notesMade;
  const file = toNotePath(process.pid, n);
  let state: RunState = {
    owner: await markProcess(process.pid),
    runDir,
    children: {},
    proxy: null,
    healed: '',
  };
  let written = Promise.resolve();
  /** One after the other: parts of a run start at once, and each write goes by the same draft. */
  const write = (change: Partial<RunState>): Promise<void> => {
    state = { ...state, ...change };
    written = written.catch(() => {}).then(() => writeNote(file, state));
    return written;
  };
  let letGo = () => {};
  let stays = false;
  try {
    await mkdir(toStateDir(), { recursive: true });
    await write({});
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OptionError(
      `AURORA_STATE_DIR=${toStateDir()} cannot be written (${reason}); give a folder that can`,
    );
  }
  return {
    async addChild(name, pid) {
      const mark = await markProcess(pid).catch(() => undefined);
      if (mark) await write({ children: { ...state.children, [name]: mark } });
    },
    async setProxy(proxy) {
      await write({ proxy });
      // Nobody else would take our toxics off until our next start.
      letGo = runWhenWeEnd(process.execPath, [
        ...toProgram(repoPath('lib/node/leftovers/heal-killed.ts')),
        file,
      ]);
    },
    keep() {
      stays = true;
    },
    async remove() {
      if (stays) return;
      letGo();
      await written.catch(() => {});
      await rm(file, { force: true });
    },
  };
}

/** Another run may read it at any moment, and takes half a note for none. */
export async function writeNote(file: string, state: RunState): Promise<void> {
  await writeWhole(file, JSON.stringify(state));
}

/** The files that are named like notes. */
export async function listNoteFiles(): Promise<readonly string[]> {
  const names = await readdir(toStateDir()).catch(() => []);
  return names.filter((name) => NOTE_NAME.test(name)).map((name) => join(toStateDir(), name));
}

/** A note that we wrote; undefined where it is another's, or none. Never waits for a pipe, and reads no more than a note may have. */
export async function readNote(file: string): Promise<RunState | undefined> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => undefined,
  );
  try {
    const found = await handle?.stat();
    if (!handle || !found?.isFile() || found.uid !== process.getuid?.() || found.size > MAX_NOTE_BYTES)
      return undefined;
    return parseNote(await handle.readFile('utf8'));
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}

/** @returns undefined where the text is no note */
export function parseNote(text: string): RunState | undefined {
  const note = toJsonOrNone(text);
  return isNote(note) ? note : undefined;
}

const hasTexts = (value: unknown, ...keys: readonly string[]) =>
  isObject(value) && keys.every((key) => typeof value[key] === 'string');
function isNote(note: unknown): note is RunState {
  if (!isObject(note) || !hasTexts(note, 'runDir', 'healed') || !isProcessMark(note.owner)) return false;
  const { children, proxy } = note;
  if (proxy !== null && !hasTexts(proxy, 'apiUrl', 'name', 'listen', 'upstream')) return false;
  return isObject(children) && Object.values(children).every(isProcessMark);
}

/** What the run in `runDir` has running: its own pid, and those of its parts (`k6`, `toxiproxy`, `service`, `upstream`). */
export async function findNote(
  runDir: string,
): Promise<{ readonly pid: number; readonly children: Readonly<Record<string, number>> } | undefined> {
  for (const file of await listNoteFiles()) {
    const state = await readNote(file);
    if (state?.runDir !== runDir) continue;
    const pids = Object.entries(state.children).map(([name, { pid }]) => [name, pid] as const);
    return { pid: state.owner.pid, children: Object.fromEntries(pids) };
  }
  return undefined;
}
