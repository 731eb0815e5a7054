import { expect, it } from 'vitest';
import { ApiError } from '../../lib/node/prometheus/api.ts';
import { combine, fail, pass, runSteps, toNamed, unknown } from './step.ts';

const steps = (...findings: readonly (() => Promise<ReturnType<typeof pass>>)[]) =>
  findings.map((find, n) => ({ title: 'ab'.repeat(n), find }));
const run = async (list: ReturnType<typeof steps>) => {
  const lines: string[] = [];
  return { outcome: await runSteps(list, (line) => void lines.push(line)), lines };
};

it('shows a line for each step, and what they come to', async () => {
  const { outcome, lines } = await run(
    steps(
      async () => pass('fine'),
      async () => fail('broken'),
    ),
  );
  expect(lines).toEqual(['✓     fine', '✗ ab  broken']);
  expect(outcome).toBe('fail');
});

it('a step that could not be asked tells nothing, and why is said once', async () => {
  const down = async () => Promise.reject(new ApiError('it is down', 'unreached'));
  const { outcome, lines } = await run(steps(down, down));
  expect(lines).toEqual(['?     it is down', '? ab  it could not be asked, as said above']);
  expect(outcome).toBe('inconclusive');
});

it('what is no answer of a server breaks off', async () => {
  await expect(run(steps(async () => Promise.reject(new TypeError('ours'))))).rejects.toThrow('ours');
});

it('findings come to one: a failure, then a doubt, and why', () => {
  expect(combine([pass('a'), fail('b'), unknown('c'), fail('d')])).toEqual(fail('b; d'));
  expect(combine([pass('a'), unknown('c')])).toEqual(unknown('c'));
  expect(combine([pass('a'), pass('b')])).toEqual(pass('a; b'));
});

it('names the first few', () => {
  expect([toNamed(['a']), toNamed(['a', 'b', 'c', 'd', 'e'])]).toEqual(['a', 'a, b, c and 2 more']);
});
