import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { waitFor } from '../process/wait.ts';
import { showWhile } from './spinner.ts';

let written = '';
beforeEach(() => {
  written = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += text;
    return true;
  });
  vi.stubEnv('CI', '');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const setTerminal = (stderr: boolean, stdout: boolean) => {
  const { stderr: ofErrors, stdout: ofOutput } = process;
  vi.spyOn(process, 'stderr', 'get').mockReturnValue(Object.create(ofErrors, { isTTY: { value: stderr } }));
  vi.spyOn(process, 'stdout', 'get').mockReturnValue(Object.create(ofOutput, { isTTY: { value: stdout } }));
};

it('shows the title while the work goes on, on a terminal', async () => {
  setTerminal(true, true);
  const shown = waitFor('the title', 10_000, () => (written.includes('bundling') ? 'done' : undefined));
  expect(await showWhile('bundling', () => shown)).toBe('done');
});

it.each([
  [false, true],
  [true, false],
  [false, false],
])('writes nothing where stderr is a terminal: %s, stdout: %s', async (stderr, stdout) => {
  setTerminal(stderr, stdout);
  expect(await showWhile('bundling', async () => 'done')).toBe('done');
  expect(written).toBe('');
});

it.each([true, false])('fails as the work fails, on a terminal: %s', async (isTTY) => {
  setTerminal(isTTY, isTTY);
  await expect(showWhile('bundling', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});
