// What a run leaves when it is killed: found at the next start, ended and healed, and said.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { healProxy } from '../chaos/heal.ts';
import { connectToxiproxy, type ProxySpec } from '../chaos/toxiproxy.ts';
import { repoPath } from '../files/paths.ts';
import { writeWhole } from '../files/write-whole.ts';
import { killTree } from '../process/group.ts';
import { waitFor } from '../process/wait.ts';

/** What a run has running. `children`: pids by name, ours to end. `proxy`: where Toxiproxy is not ours, only to heal. */
interface RunState {
  readonly pid: number;
  readonly runDir: string;
  readonly children: Readonly<Record<string, number>>;
  readonly proxy: (ProxySpec & { readonly apiUrl: string }) | null;
}

/** The note of what this process has running, kept up to date on disk. */
export interface RunNote {
  addChild(name: string, pid: number): Promise<void>;
  setProxy(proxy: ProxySpec & { readonly apiUrl: string }): Promise<void>;
  remove(): Promise<void>;
}

/** Runs find and end what is left by those that keep their notes here, and by no others. */
const STATE_DIR = process.env.AURORA_STATE_DIR || repoPath('.state');

/** The file of the `n`th note of a process. */
export const toNotePath = (pid: number, n = 1) => join(STATE_DIR, `run-${pid}${n === 1 ? '' : `_${n}`}.json`);

const NOTE_NAME = /^run-\d+(_\d+)?\.json$/;
let notesMade = 0;

/** Begins the note of a run of this process, which may have several on at once. */
export async function noteRun(runDir: string): Promise<RunNote> {
  const n = ++notesMade;
  const file = toNotePath(process.pid, n);
  let state: RunState = { pid: process.pid, runDir, children: {}, proxy: null };
  const write = async (change: Partial<RunState>) => {
    state = { ...state, ...change };
    await mkdir(STATE_DIR, { recursive: true });
    // Another run may read it at any moment, and takes half a note for none.
    await writeWhole(file, JSON.stringify(state));
  };
  await write({});
  return {
    addChild: (name, pid) => write({ children: { ...state.children, [name]: pid } }),
    setProxy: (proxy) => write({ proxy }),
    remove: () => rm(file, { force: true }),
  };
}

/** What the run in `runDir` has running: its own pid, and those of its parts (`k6`, `toxiproxy`, `service`, `upstream`); undefined where nothing is noted. */
export async function findNote(runDir: string): Promise<Pick<RunState, 'pid' | 'children'> | undefined> {
  const files = (await readdir(STATE_DIR).catch(() => [])).filter((file) => NOTE_NAME.test(file));
  for (const file of files) {
    const state = parseState(await readFile(join(STATE_DIR, file), 'utf8').catch(() => ''));
    if (state?.runDir === runDir) return state;
  }
  return undefined;
}

/**
 * Ends and heals what runs left whose process is no more.
 * @returns one sentence for each such run, empty where there is none
 */
export async function endLeftovers(): Promise<string[]> {
  const files = (await readdir(STATE_DIR).catch(() => [])).filter((name) => NOTE_NAME.test(name));
  const said: string[] = [];
  for (const file of files) {
    const path = join(STATE_DIR, file);
    const state = parseState(await readFile(path, 'utf8').catch(() => ''));
    if (state && isAlive(state.pid)) continue;
    const done = state ? [await healLeftover(state), ...(await endChildren(state))].filter(Boolean) : [];
    await rm(path, { force: true });
    if (done.length > 0) said.push(`${done.join(', ')} of ${state?.runDir}`);
  }
  return said;
}

function parseState(text: string): RunState | undefined {
  try {
    return JSON.parse(text) as RunState;
  } catch {
    return undefined;
  }
}

async function healLeftover({ proxy }: RunState): Promise<string> {
  if (!proxy) return '';
  const { healed, why } = await healProxy({ client: connectToxiproxy({ apiUrl: proxy.apiUrl }), proxy });
  return healed ? `healed ${proxy.name}` : `could NOT heal ${proxy.name}: ${why}`;
}

/** A pid is used again sooner or later: only a process that looks like ours is ended. */
const OURS = /toxiproxy|k6|disruptor-agent|reference\/[\w-]+\.ts|launch\.mjs live/;
const GONE_DEADLINE_MS = 3_000;

async function endChildren({ children }: RunState): Promise<string[]> {
  const ended: string[] = [];
  for (const [name, pid] of Object.entries(children)) {
    if (!isAlive(pid) || !OURS.test(await readCommand(pid))) continue;
    await killTree(pid);
    await waitFor(`${name} (pid ${pid}) of a killed run ends`, GONE_DEADLINE_MS, () =>
      isAlive(pid) ? undefined : true,
    );
    ended.push(`ended ${name} (pid ${pid})`);
  }
  return ended;
}

/** The command line of a process, '' where it cannot be told: then it is left alone. A slim image has no `ps`, a Mac no /proc. */
async function readCommand(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (text !== undefined) return text.replaceAll('\0', ' ');
  const { ps } = await import('zx/core');
  const [found] = await ps.lookup({ pid }).catch(() => []);
  return found ? [found.command, ...found.arguments].join(' ') : '';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
