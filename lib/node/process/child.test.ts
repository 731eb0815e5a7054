import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toSignalCode } from '../../core/outcome.ts';
import { type Child, type ChildOptions, startChild } from './child.ts';
import { readFirstLine } from './first-line.ts';
import { runProgram } from './run-program.ts';
import { StartError } from './start-error.ts';
import { waitFor } from './wait.ts';

let dir = '';
let logFile = '';
const started: Child[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-child-'));
  logFile = join(dir, 'log');
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((child) => child.stop('SIGKILL')));
  await rm(dir, { recursive: true, force: true });
});

const start = async (command: string, args: readonly string[], more: Partial<ChildOptions> = {}) => {
  const child = await startChild({ command, args, logFile, ...more });
  started.push(child);
  return child;
};
const startShell = (script: string, more?: Partial<ChildOptions>) => start('sh', ['-c', script], more);

/** The pid that a child prints first: of what it started itself. */
const readPid = async (child: Child) => {
  const first = await readFirstLine(child, 10_000);
  return 'line' in first ? Number(first.line) : Number.NaN;
};

/** Waits until no process has this pid; one that is dead and was not waited for counts as gone. */
const isGone = (pid: number) =>
  waitFor(`pid ${pid} is gone`, 10_000, async () => {
    const { stdout } = await runProgram('ps', ['-o', 'stat=', '-p', String(pid)]);
    return stdout.trim() === '' || stdout.startsWith('Z') ? true : undefined;
  });

const PIPED = { pipeStdout: true };
/** A node that starts a program outside its own group, and says its pid. It does not listen to SIGTERM. */
const OUTSIDE = (then: string) =>
  `process.on('SIGTERM', () => {});
   const { pid } = require('node:child_process').spawn('sleep', ['60'], { detached: true, stdio: ['ignore', 'inherit', 'inherit'] });
   console.log(pid); ${then}`;

describe('stopping', () => {
  it('ends a child and what it started', async () => {
    const child = await startShell('sleep 60 & echo $!; wait', PIPED);
    const grandchild = await readPid(child);
    expect(child.isRunning()).toBe(true);
    expect(await child.stop()).toEqual({ code: 143, signal: 'SIGTERM' });
    expect(child.isRunning()).toBe(false);
    await isGone(child.pid);
    await isGone(grandchild);
  });

  it('kills a child that ignores SIGTERM, once the deadline is over', async () => {
    const child = await startShell('trap "" TERM; sleep 60 & echo $!; while :; do wait; done', PIPED);
    const grandchild = await readPid(child);
    expect(await child.stop('SIGTERM', 100)).toEqual({ code: 137, signal: 'SIGKILL' });
    await isGone(grandchild);
  });

  it('kills then what has left the group too', async () => {
    const script = OUTSIDE('setInterval(() => {}, 1000)');
    const child = await start(process.execPath, ['-e', script], PIPED);
    const grandchild = await readPid(child);
    expect(await child.stop('SIGTERM', 100)).toMatchObject({ signal: 'SIGKILL' });
    await isGone(grandchild);
  });

  it('gives a child that mends something the time it takes', async () => {
    const child = await startShell(
      'trap "echo mended; exit 5" INT; echo up; while :; do sleep 0.1; done',
      PIPED,
    );
    await readFirstLine(child, 10_000);
    expect(await child.stop('SIGINT')).toEqual({ code: 5, signal: null });
  });

  it('is done already where the child is', async () => {
    const child = await startShell('exit 3');
    expect(await child.ended).toEqual({ code: 3, signal: null });
    expect(await child.stop()).toEqual({ code: 3, signal: null });
  });
});

describe('a child that ends by itself', () => {
  it('leaves nothing in its group', async () => {
    const child = await startShell('sleep 60 & echo $!', PIPED);
    const grandchild = await readPid(child);
    expect((await child.ended).code).toBe(0);
    await isGone(grandchild);
  });

  it('has ended also where something outside its group holds its output', async () => {
    const child = await start(process.execPath, ['-e', OUTSIDE('process.exit(0)')], { mask: String });
    expect((await child.ended).code).toBe(0);
    process.kill(Number(await readFile(logFile, 'utf8')), 'SIGKILL');
  });
});

describe('output', () => {
  it('goes to the file, and is added to what is there', async () => {
    await writeFile(logFile, 'before\n');
    await (await startShell('echo out; echo err >&2')).ended;
    expect(await readFile(logFile, 'utf8')).toBe('before\nout\nerr\n');
  });

  it('is masked line by line, and whole when the child has ended', async () => {
    const mask = (line: string) => line.replace(/hunter\d+/, '***');
    const child = await startShell('for n in 1 2 3; do echo "pass hunter$n"; done; printf hunter4 >&2', {
      mask,
    });
    await child.ended;
    const lines = (await readFile(logFile, 'utf8')).trim().split('\n').sort();
    expect(lines).toEqual(['***', 'pass ***', 'pass ***', 'pass ***']);
  });

  it('that is piped is not in the file, and what is masked beside it is', async () => {
    const child = await startShell('echo 42; echo err >&2', { ...PIPED, mask: (line) => `<${line}>` });
    expect(await readPid(child)).toBe(42);
    await child.ended;
    expect(await readFile(logFile, 'utf8')).toBe('<err>\n');
  });

  it.each<[string, Partial<ChildOptions>]>([
    ['in the file', {}],
    ['masked', { mask: String }],
    ['piped', PIPED],
  ])('closed by the child (%s) is not its end', async (_, more) => {
    const child = await startShell('exec >&- 2>&-; read nothing; exit 4', more);
    expect(child.isRunning()).toBe(true);
    child.process.stdin?.end();
    expect(await child.ended).toEqual({ code: 4, signal: null });
  });

  it.each([
    'full',
    'gone',
  ])('that nobody takes any more (the file is %s) does not end the child', async () => {
    const child = await startShell('for n in 1 2 3; do echo $n; done; exit 6', {
      logFile: '/dev/full',
      mask: String,
    });
    expect(await child.ended).toEqual({ code: 6, signal: null });
  });
});

describe('a program that cannot be started is named, with the remedy', () => {
  it.each<[string, string, Partial<ChildOptions>, RegExp]>([
    [
      'missing',
      'no-such-program',
      {},
      /^no-such-program cannot be started: there is no such program; install it/,
    ],
    ['not executable', 'FILE', {}, /^\S+file cannot be started: it may not be executed; make it executable/],
    [
      'in no folder',
      'sh',
      { cwd: '/no/such/folder' },
      /^sh cannot be started: there is no folder \/no\/such\/folder/,
    ],
    ['with an argument no program can have', 'sh', { args: ['\0'] }, /^sh cannot be started: .*null bytes/],
  ])('%s', async (_, command, more, message) => {
    await writeFile(join(dir, 'file'), '');
    await chmod(join(dir, 'file'), 0o644);
    const options = { command: command.replace('FILE', join(dir, 'file')), args: [], logFile, ...more };
    const error = await startChild(options).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(StartError);
    expect((error as Error).message).toMatch(message);
  });
});

describe('the pid', () => {
  it('is noted before anything else', async () => {
    const noted: number[] = [];
    const child = await startShell('sleep 60', { notePid: async (pid) => void noted.push(pid) });
    expect(noted).toEqual([child.pid]);
  });

  it('that cannot be noted leaves no child', async () => {
    let noted = 0;
    const notePid = async (pid: number) => {
      noted = pid;
      throw new Error('the disk is full');
    };
    await expect(startShell('sleep 60', { notePid })).rejects.toThrow('the disk is full');
    await isGone(noted);
  });
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s is told as %i', (signal, code) => {
  expect(toSignalCode(signal)).toBe(code);
});
