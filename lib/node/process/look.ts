// What can be told of a process from outside. A pid alone tells nothing: sooner or later it is another's.
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename } from 'node:path';
import { toChildEnvironment } from '../../core/options/child-environment.ts';
import { toObject } from '../../core/text/json.ts';
import { runProgram } from './run-program.ts';

export interface Look {
  /** When it began, and its program: two processes that had a pid in turn differ in it. */
  readonly identity: string;
  readonly name: string;
  readonly parentPid: number;
}

/** So long may `ps` take for one line. */
const PS_DEADLINE_MS = 3_000;

/** Looks at a process; undefined where there is none, also where it has ended and nobody has waited for it yet. */
export async function lookAt(pid: number): Promise<Look | undefined> {
  // A slim image has no `ps`, and a Mac no /proc.
  return process.platform === 'linux' ? lookInProc(pid) : lookByPs(pid);
}

async function lookInProc(pid: number): Promise<Look | undefined> {
  const found = parseProcStat(await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => ''));
  if (!found) return undefined;
  const program = await readlink(`/proc/${pid}/exe`).catch(() => '');
  const { began, name, parentPid } = found;
  // A program that was built anew since is the same one.
  return { identity: `${began} ${program.replace(/ \(deleted\)$/, '')}`, name, parentPid };
}

/**
 * What `/proc/<pid>/stat` says, where the process has not ended. By proc(5): the pid, its name in parentheses, which may hold any
 * character, its state, its parent, and as 22nd when it began.
 */
export function parseProcStat(
  stat: string,
): { readonly began: string; readonly name: string; readonly parentPid: number } | undefined {
  const [, name, rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(stat) ?? [];
  const [state = 'X', parentPid, ...fields] = rest.split(' ');
  if (name === undefined || /[ZXx]/.test(state)) return undefined;
  return { began: fields[17] ?? '', name, parentPid: Number(parentPid) };
}

async function lookByPs(pid: number): Promise<Look | undefined> {
  const env = { ...toChildEnvironment('system', process.env), LC_ALL: 'C', TZ: 'UTC' };
  const args = ['-o', 'stat=,ppid=,lstart=,comm=', '-p', String(pid)];
  const { stdout } = await runProgram('ps', args, { env, timeoutMs: PS_DEADLINE_MS }).catch(() => ({
    stdout: '',
  }));
  // lstart is five words: Sun Nov 29 01:00:12 2026.
  const [state = '', parentPid, ...words] = stdout.trim().split(/\s+/);
  const [began, program] = [words.slice(0, 5).join(' '), words.slice(5).join(' ')];
  if (program === '' || state.startsWith('Z')) return undefined;
  return { identity: `${began} ${program}`, name: basename(program), parentPid: Number(parentPid) };
}

/** A process, as it can be written down and known again. */
export interface ProcessMark {
  /** The machine, and on it the container: a pid means something only there. */
  readonly place: string;
  readonly pid: number;
  readonly identity: string;
}

/** Whether what was read somewhere is a mark. */
export function isProcessMark(value: unknown): value is ProcessMark {
  const { place, pid, identity } = toObject(value);
  return typeof place === 'string' && Number.isInteger(pid) && typeof identity === 'string';
}

async function readPlace(): Promise<string> {
  const space = await readlink('/proc/self/ns/pid').catch(() => '');
  return space === '' ? hostname() : `${hostname()} ${space}`;
}

/**
 * Marks a process that is there.
 * @throws Error where it is not
 */
export async function markProcess(pid: number): Promise<ProcessMark> {
  const look = await lookAt(pid);
  if (!look) throw new Error(`process ${pid} has ended`);
  return { place: await readPlace(), pid, identity: look.identity };
}

/** Whether the process of a mark is there; undefined where it is of another place, and nobody can tell. */
export async function isThere({ place, pid, identity }: ProcessMark): Promise<boolean | undefined> {
  if (place !== (await readPlace())) return undefined;
  const look = await lookAt(pid);
  // The program of another user's process is not shown to us: when it began has to do.
  const isHidden = look?.identity.endsWith(' ') === true;
  return look !== undefined && (isHidden ? identity.startsWith(look.identity) : identity === look.identity);
}
