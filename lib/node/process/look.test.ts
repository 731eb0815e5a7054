import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { isThere, lookAt, markProcess } from './look.ts';

const ours = await markProcess(process.pid);

it('tells a name and a parent', async () => {
  expect(await lookAt(process.pid)).toMatchObject({
    parentPid: process.ppid,
    name: expect.stringContaining('node'),
  });
});

describe('a mark is known again', () => {
  it('while its process is there', async () => {
    expect(await isThere(ours)).toBe(true);
  });
  it.each([
    ['begun at another time', { identity: ours.identity.replace(/^\S+/, '12') }],
    ['of another program', { identity: ours.identity.replace(/\S+$/, '/usr/bin/other') }],
    ['with another pid', { pid: process.ppid }],
  ])('not for a process %s', async (_, other) => {
    expect(await isThere({ ...ours, ...other })).toBe(false);
  });
  it('and of another machine nothing is said', async () => {
    expect(await isThere({ ...ours, place: 'elsewhere' })).toBeUndefined();
  });
  it('not when it has ended, waited for or not', async () => {
    // The shell stops, so that nobody waits for what it has started.
    const shell = spawn('sh', ['-c', 'sleep 60 & echo $!; kill -STOP $$'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [data] = await once(shell.stdout, 'data');
    // The shell tells the pid before its child has become another program.
    await expect.poll(async () => (await lookAt(Number(data)))?.name).toBe('sleep');
    const mark = await markProcess(Number(data));
    expect(await isThere(mark)).toBe(true);
    process.kill(mark.pid, 'SIGKILL');
    await expect.poll(() => isThere(mark)).toBe(false);
    shell.kill('SIGKILL');
    await once(shell, 'exit');
    expect(await isThere(mark)).toBe(false);
    await expect(markProcess(Number(shell.pid))).rejects.toThrow('has ended');
  });
});
