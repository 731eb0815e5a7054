// How a command ends, whatever becomes of its work.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runScript } from './run-script.ts';

let said: string[] = [];
beforeEach(() => {
  said = [];
  vi.spyOn(console, 'error').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

const fail = (message: string) => async () => {
  throw new Error(message);
};

test('the code is that of the work', async () => {
  await runScript(async () => 3);
  expect([process.exitCode, said]).toEqual([3, []]);
});

test('help leaves the code alone', async () => {
  await runScript(async () => undefined);
  expect([process.exitCode, said]).toEqual([undefined, []]);
});

test('an error is one masked line, and 2 unless the command says otherwise', async () => {
  await runScript(fail('http://me:hunter22@host cannot be reached'));
  expect([process.exitCode, said]).toEqual([2, ['aurora-gate: http://***@host cannot be reached']]);
  await runScript(fail('lost'), () => 3);
  expect(process.exitCode).toBe(3);
});

test('asked to stop, it fails in silence with the code of the signal, and listens no longer', async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const before = process.listenerCount('SIGTERM');
  await runScript(async ({ signal }) => {
    process.emit('SIGTERM', 'SIGTERM');
    throw signal.reason;
  });
  expect([process.exitCode, said]).toEqual([143, []]);
  expect(process.listenerCount('SIGTERM')).toBe(before);
});
