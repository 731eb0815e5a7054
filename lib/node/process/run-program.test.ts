import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ProgramOptions, runProgram } from './run-program.ts';
import { toShellWord } from './shell-word.ts';
import { StartError } from './start-error.ts';
import { waitFor } from './wait.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-command-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const runShell = (script: string, options = {}) => runProgram('sh', ['-c', script], options);

/** No process of the group is left; one that is dead and was not waited for counts as gone. */
const isGroupGone = (pid: number) =>
  waitFor(`the group ${pid} is gone`, 10_000, async () => {
    const { stdout } = await runProgram('ps', ['-A', '-o', 'pgid=,stat=']);
    const left = stdout.split('\n').filter((line) => new RegExp(`^\\s*${pid}\\s+[^Z]`).test(line));
    return left.length === 0 ? true : undefined;
  });

it('tells how a program ended, and what it said', async () => {
  const end = await runShell('echo out; echo err >&2; exit 3');
  expect(end).toEqual({ code: 3, signal: null, stdout: 'out\n', output: 'out\nerr\n', timedOut: false });
});

it('is the program itself: no shell stands between', async () => {
  const { stdout } = await runProgram('sh', ['-c', 'echo $PPID']);
  expect(Number(stdout)).toBe(process.pid);
});

it.each([
  '',
  'plain',
  'two words',
  "it's",
  '"',
  '$HOME',
  '`id`',
  '\\',
  'a\nb',
  '*',
  '-s -w',
  'ü',
  '; exit 9',
  '!',
])('hands on the argument %j as it is', async (word) => {
  const { stdout } = await runProgram('sh', ['-c', 'printf %s "$1"', 'sh', word]);
  expect(stdout).toBe(word);
  expect((await runShell(`printf %s ${toShellWord(word)}`)).stdout).toBe(word);
});

it('takes folder and environment', async () => {
  const { stdout } = await runShell('echo "$PWD $ONLY"', {
    cwd: '/',
    env: { PATH: process.env.PATH, ONLY: 'this' },
  });
  expect(stdout).toBe('/ this\n');
});

describe('a program that cannot be started is named, with the remedy', () => {
  it.each<[string, string, object, RegExp]>([
    [
      'missing',
      'no-such-program',
      {},
      /^no-such-program cannot be started: there is no such program; install it/,
    ],
    [
      'not on that PATH',
      'sh',
      { env: { PATH: '/no/such' } },
      /^sh cannot be started: there is no such program/,
    ],
    [
      'in no folder',
      'sh',
      { cwd: '/no/such/folder' },
      /^sh cannot be started: there is no folder \/no\/such\/folder/,
    ],
  ])('%s', async (_, command, options, message) => {
    const error = await runProgram(command, ['-c', 'true'], options).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(StartError);
    expect(error).toMatchObject({ code: 'ENOENT', message: expect.stringMatching(message) });
  });
});

/** Stops a script once it has written the file `up`. */
async function stopOnceUp(script: string, stopDeadlineMs = 100, more: ProgramOptions = {}) {
  const stop = new AbortController();
  const ending = runShell(script, { cwd: dir, stop: stop.signal, stopDeadlineMs, ...more });
  const up = join(dir, 'up');
  await waitFor('up', 10_000, () =>
    access(up).then(
      () => true,
      () => undefined,
    ),
  );
  await rm(up);
  stop.abort('SIGINT');
  return ending;
}

describe('an end that was not its own', () => {
  it('after its time: all that it started is killed', async () => {
    const end = await runShell('echo $$; sleep 60 & wait', { timeoutMs: 200 });
    expect(end).toMatchObject({ code: null, signal: 'SIGKILL', timedOut: true });
    await isGroupGone(Number(end.stdout));
  });

  it('when we stop: SIGTERM for its whole group', async () => {
    const end = await stopOnceUp('echo $$; sleep 60 & echo > up; wait');
    expect(end).toMatchObject({ code: null, signal: 'SIGTERM', timedOut: false });
    await isGroupGone(Number(end.stdout));
  });

  it('when we stop, and stand before it: the signal that we got, so that its end is ours', async () => {
    const handed = "trap 'exit 130' INT; echo > up; while :; do sleep 0.1; done";
    expect(await stopOnceUp(handed, 10_000, { handsOnSignal: true })).toMatchObject({ code: 130 });
    const own = "trap 'exit 143' TERM; echo > up; while :; do sleep 0.1; done";
    expect(await stopOnceUp(own, 10_000)).toMatchObject({ code: 143 });
  });

  it('when we stop and it does not listen: SIGKILL', async () => {
    const end = await stopOnceUp('trap "" TERM; echo $$; sleep 60 & echo > up; while :; do wait; done');
    expect(end).toMatchObject({ code: null, signal: 'SIGKILL' });
    await isGroupGone(Number(end.stdout));
  });

  it('when we stop and it goes first: what it started gets its time, too', async () => {
    const healing = "trap 'echo healed > healed; exit' TERM; echo > up; while :; do sleep 0.1; done";
    await stopOnceUp(`sh -c ${toShellWord(healing)} & wait`, 10_000);
    expect(await readFile(join(dir, 'healed'), 'utf8')).toBe('healed\n');
  });

  it('is not begun where we have stopped already', async () => {
    await expect(runShell('echo', { stop: AbortSignal.abort('SIGINT') })).rejects.toBe('SIGINT');
  });
});

it('leaves nothing in its group, and does not wait for what would hold its output', async () => {
  const end = await runShell('echo $$; sleep 60 &');
  expect(end.code).toBe(0);
  await isGroupGone(Number(end.stdout));
});
