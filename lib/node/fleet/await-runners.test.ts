import { expect, it, test } from 'vitest';
import { type FakeAnswer, serveFake } from '../../../test/running/fake-kubernetes.ts';
import { awaitRunners } from './await-runners.ts';

const NAME = 'soak-1';
const pod = (part: string, status: object) => ({
  metadata: { name: `${NAME}-${part}-x`, labels: { 'job-name': `${NAME}-${part}` } },
  status,
});
const RUNNING = { phase: 'Running', containerStatuses: [{ state: { running: {} } }] };
const waits = (reason: string, message = 'm') => ({
  phase: 'Pending',
  containerStatuses: [{ state: { waiting: { reason, message } } }],
});
const ends = (exitCode: number, phase = 'Failed') => ({
  phase,
  containerStatuses: [{ state: { terminated: { exitCode, reason: 'Error' } } }],
});

async function wait(stage: string, pods: readonly object[], log = '', runners = 2) {
  await using fake = await serveFake((asked): FakeAnswer | undefined => {
    if (asked.includes('/testruns/')) return { body: { metadata: { name: NAME }, status: { stage } } };
    if (asked.includes('/log?')) return { body: log };
    return { body: { items: pods } };
  });
  const { api, socketPath } = fake;
  const stop = new AbortController().signal;
  return await awaitRunners({ api, socketPath, namespace: 'n', name: NAME, runners, stop });
}

it('gives the runners in their order once all run, and no starter among them', async () => {
  const pods = [pod('2', RUNNING), pod('initializer', ends(0, 'Succeeded')), pod('1', RUNNING)];
  const found = await wait('created', pods);
  expect(found.map(({ metadata }) => metadata.name)).toEqual([`${NAME}-1-x`, `${NAME}-2-x`]);
});

test.each<[string, string, readonly object[], string, string | RegExp]>([
  [
    'a script that is refused',
    'error',
    [pod('initializer', ends(1))],
    'level=error msg="BASE is not given"',
    /refuses the script \(exit code 1\): level=error msg="BASE is not given"/,
  ],
  [
    'a script that is refused without a word',
    'error',
    [pod('initializer', ends(0, 'Succeeded'))],
    '',
    /its log says nothing/,
  ],
  [
    'fewer users than runners',
    'error',
    [pod('initializer', ends(0, 'Succeeded'))],
    '{"maxVUs": 1, "totalDuration": "1s"}',
    'k6-operator makes no 2 runners of 1 virtual users; give fewer with --runners, or higher rates',
  ],
  [
    'an image that is not to be had',
    'initialization',
    [pod('initializer', waits('ImagePullBackOff', 'no host'))],
    '',
    'the initializer of the runners waits: ImagePullBackOff (no host)',
  ],
  [
    'one runner whose image is not',
    'created',
    [pod('1', RUNNING), pod('2', waits('InvalidImageName'))],
    '',
    /^runner 2 waits/,
  ],
  [
    'a runner that ends before it is started',
    'created',
    [pod('1', RUNNING), pod('2', ends(107))],
    'out of luck',
    'runner 2 ended before it was started (exit code 107): out of luck',
  ],
])('%s', async (_, stage, pods, log, says) => {
  await expect(wait(stage, pods, log)).rejects.toThrow(says);
});
