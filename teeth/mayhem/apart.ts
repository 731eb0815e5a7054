// A soak in a process group of its own, as a person's shell would start it, with folders of its own for all that it writes.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { toSignalCode } from '../../lib/core/outcome.ts';
import type { Outcome } from '../../lib/core/verdict/verdict.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { endGroupWithUs } from '../../lib/node/process/with-us.ts';
import { createRunClock } from '../../lib/node/run/run-clock.ts';
import { followJournal } from '../../lib/node/run-folder/journal.ts';
import { type RunFiles, toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import { type Family, type StackNames, watchFamily } from './family.ts';
import type { Part } from './faults/fault.ts';

/** Where a run may leave something. */
export interface Folders {
  /** Of the run's folder, and of nothing else. */
  readonly output: string;
  /** Of its notes. */
  readonly state: string;
  /** Its temporary ones. */
  readonly tmp: string;
  /** What it says. */
  readonly said: string;
}

/** A soak that goes on. */
export interface Apart {
  /** Of what was started, which leads the group. */
  readonly pid: number;
  readonly process: ChildProcess;
  readonly folders: Folders;
  readonly family: Family;
  /** Exit code; 128 + n where signal n ended it. */
  readonly ended: Promise<number>;
  isRunning(): boolean;
  /** Waits until the run is so many seconds old. @returns false where it ended before */
  until(sec: number): Promise<boolean>;
  /** @throws Error where it does not run */
  pidOf(part: Part): Promise<number>;
  /** @throws Error where it has no folder */
  files(): Promise<RunFiles>;
  /** Kills what is left of it, and writes down what it said. */
  end(): Promise<void>;
  /** Of the summary; null where there is none. */
  readOutcome(): Promise<Outcome | null>;
}

/** How a soak is started. */
export interface ApartOptions {
  readonly folders: Folders;
  /** Environment, options of the run among it. */
  readonly env: NodeJS.ProcessEnv;
  readonly names: StackNames;
  /** @default node */
  readonly by?: 'npm' | undefined;
  /** A command that ends with the one that it is given. */
  readonly before?: readonly string[] | undefined;
}

const NODE = [process.execPath, repoPath('scripts', 'launch.mjs'), 'soak'];
const NPM = ['npm', 'run', 'soak'];
const PART_DEADLINE_MS = 10_000;
const POLL_EVERY_MS = 50;

/** Makes the folders, and in the temporary one what tsx has compiled: who must do that again is up seconds later. */
export async function makeFolders(dir: string): Promise<Folders> {
  const [output, state, tmp] = ['output', 'state', 'tmp'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [output, state, tmp]) await mkdir(folder, { recursive: true });
  const cache = (await readdir(tmpdir())).find((name) => name === `tsx-${process.getuid?.()}`);
  if (cache) await symlink(join(tmpdir(), cache), join(tmp, cache));
  return { output, state, tmp, said: join(dir, 'said.txt') };
}

/** Starts a soak. */
export async function startApart(options: ApartOptions): Promise<Apart> {
  const { folders, env, names, by, before = [] } = options;
  const [command = '', ...args] = [...before, ...(by === 'npm' ? NPM : NODE)];
  const child = spawn(command, args, {
    cwd: repoPath(),
    detached: true,
    env: { ...env, OUTPUT_DIR: folders.output, AURORA_STATE_DIR: folders.state, TMPDIR: folders.tmp },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await once(child, 'spawn');
  const pid = Number(child.pid);
  const letGo = endGroupWithUs(pid);
  const family = watchFamily(pid, names);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      said += data;
    });
  let running = true;
  const over = new AbortController();
  const ended = once(child, 'exit').then(([code, signal]) => {
    running = false;
    over.abort();
    letGo();
    return signal ? toSignalCode(signal as string) : Number(code);
  });
  const findRunDir = async () =>
    (await readdir(folders.output).catch(() => [])).find((name) => name.startsWith('chaos_soak_run_'));
  const files = async () => {
    const name = await findRunDir();
    if (name === undefined) throw new Error('the run has no folder');
    return toRunFiles(join(folders.output, name));
  };
  return {
    pid,
    process: child,
    folders,
    family,
    ended,
    isRunning: () => running,
    async until(sec) {
      const clock = createRunClock();
      while ((await findRunDir()) === undefined) {
        if (!running) return false;
        await pause(POLL_EVERY_MS);
      }
      const begun = new AbortController();
      await followJournal(
        (await files()).journal,
        (row) => {
          if (row.type !== 'run.started') return;
          clock.startAt(row.ts);
          begun.abort();
        },
        AbortSignal.any([begun.signal, over.signal]),
      );
      return begun.signal.aborted && clock.until(sec, over.signal);
    },
    pidOf: (part) => waitFor(`a running ${part}`, PART_DEADLINE_MS, () => family.pidOf(part), 100),
    files,
    async end() {
      family.killLeft();
      family.end();
      await writeFile(folders.said, said);
    },
    async readOutcome() {
      const name = await findRunDir();
      const text = await readFile(join(folders.output, name ?? '', 'summary.json'), 'utf8').catch(() => '');
      return text === '' ? null : (JSON.parse(text) as { verdict: { outcome: Outcome } }).verdict.outcome;
    },
  };
}
