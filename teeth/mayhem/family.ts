// The processes of a run, seen from outside: all that descends from what was started, also where its parent is gone. Read from /proc, since
// a note of the run may be the very thing that is broken.
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseProcStat } from '../../lib/node/process/look.ts';
import type { Part } from './faults/fault.ts';

const LOOK_EVERY_MS = 250;

export interface Family {
  /** The pid of a part that runs now. */
  pidOf(part: Part): number | undefined;
  /** Those that are still there, as `pid command`. */
  listLeft(): readonly string[];
  /** Kills those. */
  killLeft(): void;
  /** Looks no more. */
  end(): void;
}

/** What the programs of a service's embedded stack are called. */
export interface StackNames {
  readonly service: string;
  readonly upstream: string | undefined;
}

/** Which part a command line is; undefined for what is none, like a helper. */
export function toPart(command: readonly string[], { service, upstream }: StackNames): Part | undefined {
  const program = basename(command[0] ?? '');
  const has = (word: string | undefined) =>
    word !== undefined && command.some((arg) => arg.replace(/\.js$/, '.ts').endsWith(`/${word}`));
  if (/^npm\b/.test(program)) return 'npm';
  if (has('launch.mjs')) {
    if (command.includes('soak')) return 'orchestrator';
    return command.includes('live') ? 'live' : undefined;
  }
  if (program.startsWith('k6') && command.includes('run')) return 'k6';
  if (program.startsWith('toxiproxy')) return 'toxiproxy';
  if (has(service)) return 'service';
  if (has(upstream)) return 'upstream';
  return command.includes('aurora-gate: ends what is left') ? 'shell' : undefined;
}

/** Watches all that descends from a process, from now on. */
export function watchFamily(rootPid: number, names: StackNames): Family {
  const members = new Map<number, string>();
  const look = () => {
    const found = listProcesses();
    // A child may stand before its parent in the list.
    for (let before = -1; before !== members.size; ) {
      before = members.size;
      for (const [pid, { began, parentPid }] of found) {
        const parent = found.get(parentPid);
        if (pid === rootPid || (parent && members.get(parentPid) === parent.began)) members.set(pid, began);
      }
    }
    return [...members].flatMap(([pid, began]) => (found.get(pid)?.began === began ? [pid] : []));
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    pidOf: (part) => look().find((pid) => toPart(readCommand(pid), names) === part),
    listLeft: () => look().map((pid) => `${pid} ${readCommand(pid).join(' ')}`),
    killLeft() {
      for (const pid of look()) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It was faster.
        }
      }
    },
    end: () => clearInterval(timer),
  };
}

const readProc = (path: string) => {
  try {
    // A promise for each of hundreds of files takes longer than they do.
    return readFileSync(`/proc/${path}`, 'latin1');
  } catch {
    return '';
  }
};

const listProcesses = () =>
  new Map(
    readdirSync('/proc').flatMap((name) => {
      const found = /^\d+$/.test(name) ? parseProcStat(readProc(`${name}/stat`)) : undefined;
      return found ? [[Number(name), found] as const] : [];
    }),
  );

const readCommand = (pid: number) => readProc(`${pid}/cmdline`).split('\0').filter(Boolean);
