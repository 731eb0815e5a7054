import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repoPath } from '../files/paths.ts';
import { runProgram } from './run-program.ts';
import { waitFor } from './wait.ts';

let dir = '';
let program: ChildProcess | undefined;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "aurora-with us'"));
});
afterEach(async () => {
  program?.kill('SIGKILL');
  await rm(dir, { recursive: true, force: true });
});

/** A program that has a child with a child, and something to do at its end; it takes orders on its stdin. */
async function startProgram(more = '') {
  const script = join(dir, 'program.mts');
  const from = (file: string) => JSON.stringify(repoPath('lib/node/process', file));
  await writeFile(
    script,
    `import { startChild } from ${from('child.ts')};
     import { readFirstLine } from ${from('first-line.ts')};
     import { runWhenWeEnd } from ${from('with-us.ts')};
     const takeBack = runWhenWeEnd('sh', ['-c', 'echo done >> "$1"', 'sh', ${JSON.stringify(join(dir, 'done'))}]);
     const ended = await startChild({ command: 'true', args: [] });
     await ended.ended;
     const child = await startChild({ command: 'sh', args: ['-c', 'sleep 60 & echo $!; wait'], pipeStdout: true });
     const { line } = await readFirstLine(child, 10_000);
     ${more}
     console.log(child.pid, line);
     process.stdin.on('data', (order) => eval(String(order)));`,
  );
  program = spawn(process.execPath, ['--import', 'tsx', script], {
    cwd: repoPath(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: program.stdout! }), 'line')) as [string];
  return { program, pids: line.split(' ').map(Number) };
}

const listProcesses = async () =>
  (await runProgram('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='])).stdout.split('\n');

/** The shell beside a program of ours. */
async function findShell(parent: number, not = 0): Promise<number> {
  return waitFor('the shell beside it', 10_000, async () => {
    const lines = (await listProcesses()).map((line) => line.trim().split(/\s+/));
    const found = lines.find(
      ([pid, ppid, stat]) =>
        Number(ppid) === parent &&
        Number(pid) !== not &&
        !stat?.startsWith('Z') &&
        lines.some((words) => words[0] === pid && words.includes('aurora-gate:')),
    );
    return found && Number(found[0]);
  });
}

/** One that is dead and was not waited for counts as gone. */
const isGone = (pid: number) =>
  waitFor(`pid ${pid} is gone`, 10_000, async () => {
    const { stdout } = await runProgram('ps', ['-o', 'stat=', '-p', String(pid)]);
    return stdout.trim() === '' || stdout.startsWith('Z') ? true : undefined;
  });
const readDone = () => readFile(join(dir, 'done'), 'utf8');
const isDone = () => waitFor('what is to be done', 10_000, () => readDone().catch(() => undefined));

describe('all that we started is gone, and what was to be done is done once', () => {
  it('when we exit', async () => {
    const { program, pids } = await startProgram();
    const shell = await findShell(Number(program.pid));
    program.stdin?.write('process.exit(7)');
    expect(await once(program, 'exit')).toEqual([7, null]);
    // At once, before the exit.
    expect(await readDone()).toBe('done\n');
    for (const pid of [...pids, shell]) await isGone(pid);
    expect(await readDone()).toBe('done\n');
  });

  it('when we are killed', async () => {
    const { program, pids } = await startProgram();
    const shell = await findShell(Number(program.pid));
    program.kill('SIGKILL');
    for (const pid of [...pids, shell]) await isGone(pid);
    expect(await isDone()).toBe('done\n');
  });

  it('when the shell beside us is killed, and later we', async () => {
    const { program, pids } = await startProgram();
    const first = await findShell(Number(program.pid));
    process.kill(first, 'SIGKILL');
    const next = await findShell(Number(program.pid), first);
    program.kill('SIGKILL');
    for (const pid of [...pids, next]) await isGone(pid);
    expect(await isDone()).toBe('done\n');
  });
});

it('what was taken back is not done', async () => {
  const { program, pids } = await startProgram('takeBack();');
  const shell = await findShell(Number(program.pid));
  program.kill('SIGKILL');
  for (const pid of [...pids, shell]) await isGone(pid);
  await expect(readDone()).rejects.toThrow('ENOENT');
});
