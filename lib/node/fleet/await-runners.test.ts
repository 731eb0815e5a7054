import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { type FakeAnswer, refuse, serveFake } from '../../../test/running/fake-kubernetes.ts';
import { type KubeApi, KubeError } from '../cluster/kube-api.ts';
import { awaitRunners } from './await-runners.ts';

const NAME = 'soak-1';
const pod = (part: string, status: object) => ({
  metadata: { name: `${NAME}-${part}-x`, labels: { 'job-name': `${NAME}-${part}` } },
  status,
});
const STEP_MS = 10_000;
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
  return await awaitRunners({ api, socketPath, namespace: 'n', name: NAME, runners, stop, say: () => {} });
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
    'an image without a shell',
    'error',
    [
      pod('initializer', {
        phase: 'Failed',
        containerStatuses: [
          {
            state: {
              terminated: { exitCode: 128, reason: 'StartError', message: 'exec: "sh": not found' },
            },
          },
        ],
      }),
    ],
    '',
    'the image of the runners cannot be played (StartError: exec: "sh": not found): give one with k6 and a shell, with --image',
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

it('says who deleted what it waits for', async () => {
  await using fake = await serveFake(() => undefined);
  const { api, socketPath } = fake;
  const stop = new AbortController().signal;
  const to = { api, socketPath, namespace: 'n', name: NAME, runners: 2, stop, say: () => {} };
  await expect(awaitRunners(to)).rejects.toThrow(
    `somebody deleted the TestRun ${NAME} before its load began`,
  );
});

describe('while they are awaited, an API server', () => {
  const UP = [pod('1', RUNNING), pod('2', RUNNING)];
  /** The first looks are answered so. */
  async function waitThrough(...first: readonly FakeAnswer[]) {
    const answers = [...first];
    await using fake = await serveFake((asked): FakeAnswer => {
      const next = answers.shift();
      if (next) return next;
      return asked.includes('/testruns/')
        ? { body: { metadata: { name: NAME }, status: { stage: 'created' } } }
        : { body: { items: UP } };
    });
    const { api, socketPath } = fake;
    const stop = new AbortController().signal;
    const to = { api, socketPath, namespace: 'n', name: NAME, runners: 2, stop, say: () => {} };
    return (await awaitRunners(to)).length;
  }
  it.each<[string, FakeAnswer]>([
    ['that is away', { status: 502, body: 'connection refused' }],
    ['that is asked too much', refuse(429, 'TooManyRequests', 'try again later')],
    [
      'that is overloaded, by its own words',
      { status: 429, body: 'Too many requests, please try again later.' },
    ],
    ['that is not ready yet', refuse(503, 'ServiceUnavailable', 'apiserver not ready')],
    ['whose etcd has lost its leader', refuse(500, 'InternalError', 'etcdserver: leader changed')],
  ])('%s is waited for', async (_, answer) => {
    expect(await waitThrough(answer, answer)).toBe(2);
  });
  it.each<[string, FakeAnswer, string]>([
    [
      'that takes a right away',
      refuse(403, 'Forbidden', 'User "u" cannot get resource "testruns" in API group "k6.io"'),
      'lacks a right that deploy/k6-operator/rbac.yaml gives',
    ],
    ['that knows the account no more', refuse(401, 'Unauthorized', 'Unauthorized'), 'log in again'],
    ['whose k6-operator is removed', { status: 404, body: '404 page not found\n' }, 'deleted the TestRun'],
  ])('%s is believed at once', async (_, answer, says) => {
    await expect(waitThrough(answer)).rejects.toThrow(says);
  });

  describe('and stays so', () => {
    beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
    afterEach(() => vi.useRealTimers());
    it('for two minutes: it says so meanwhile, and why it gives up', async () => {
      const said: string[] = [];
      const api = {
        async get() {
          vi.advanceTimersByTime(STEP_MS + 1);
          throw new KubeError('GET /testruns: try again later', 429, 'TooManyRequests');
        },
      } as unknown as KubeApi;
      const stop = new AbortController().signal;
      const to = { api, socketPath: '', namespace: 'n', name: NAME, runners: 2, stop };
      await expect(awaitRunners({ ...to, say: (line) => said.push(line) })).rejects.toThrow(
        /^the API server failed again and again: GET \/testruns: try again later$/,
      );
      expect(said).toHaveLength(11);
      expect(said[0]).toBe('nobody could look at the runners for 10 s: GET /testruns: try again later');
    });
  });
});

describe('an operator that does nothing', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => vi.useRealTimers());
  const initialized = pod('initializer', ends(0, 'Succeeded'));
  it.each<[string, string, readonly object[], string]>([
    [
      'from the start on',
      '',
      [],
      `nobody looked at the TestRun ${NAME} for 60 s: see whether the controller`,
    ],
    [
      'once the script is looked at',
      'initialization',
      [initialized],
      `k6-operator has left the TestRun ${NAME} in stage "initialization" for 60 s: see whether`,
    ],
    [
      'before it makes runners',
      'initialized',
      [initialized],
      `k6-operator has left the TestRun ${NAME} in stage "initialized" for 60 s: see whether`,
    ],
  ])('%s', async (_, stage, pods, says) => {
    const api = {
      get: async () => ({ metadata: { name: NAME }, status: { stage } }),
      async list() {
        vi.advanceTimersByTime(STEP_MS);
        return pods;
      },
    } as unknown as KubeApi;
    const stop = new AbortController().signal;
    const to = { api, socketPath: '', namespace: 'n', name: NAME, runners: 2, stop, say: () => {} };
    await expect(awaitRunners(to)).rejects.toThrow(says);
  });
});

describe('a pod that somebody deletes before the load began', () => {
  const [up1, up2] = [pod('1', RUNNING), pod('2', RUNNING)];
  const initializer = pod('initializer', {
    phase: 'Running',
    containerStatuses: [{ state: { running: {} } }],
  });
  const going = { ...up2, metadata: { ...up2.metadata, deletionTimestamp: '2026-11-30T09:39:29Z' } };
  it.each<[string, string, readonly (readonly object[])[], string | number]>([
    [
      'of a runner',
      'created',
      [[up2], [], []],
      `the pod of runner 2 before the load began: see who does that in the namespace n`,
    ],
    ['of a runner that is about to go', 'created', [[up1, going], [up1]], 'the pod of runner 2'],
    [
      'of the initializer',
      'initialization',
      [[initializer], []],
      'the pod of the initializer of the runners',
    ],
    ['of an initializer that is done with', 'created', [[initializer], [], [up1, up2]], 2],
    [
      'of a runner that is made anew',
      'created',
      [[up1, up2].slice(1), [{ ...up2, metadata: { ...up2.metadata, name: 'y' } }], [up1, up2]],
      2,
    ],
  ])('%s', async (_, stage, looks, end) => {
    const left = [...looks];
    const api = {
      get: async () => ({ metadata: { name: NAME }, status: { stage } }),
      list: async () => left.shift() ?? [],
    } as unknown as KubeApi;
    const stop = new AbortController().signal;
    const to = { api, socketPath: '', namespace: 'n', name: NAME, runners: 2, stop, say: () => {} };
    if (typeof end === 'number') expect(await awaitRunners(to)).toHaveLength(end);
    else await expect(awaitRunners(to)).rejects.toThrow(`somebody deleted ${end}`);
  });
});

describe('a runner whose pod is not made', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => vi.useRealTimers());
  /** Each look takes a step. The pod of runner 2 is there from the look of this number on. */
  async function waitFor2(events: FakeAnswer, fromLook = Number.POSITIVE_INFINITY) {
    let looks = 0;
    const pods = [pod('initializer', ends(0, 'Succeeded')), pod('1', RUNNING)];
    const api = {
      get: async () => ({ metadata: { name: NAME }, status: { stage: 'created' } }),
      async list(path: string) {
        vi.advanceTimersByTime(STEP_MS);
        if (!path.includes('/events?')) return ++looks < fromLook ? pods : [...pods, pod('2', RUNNING)];
        asked.push(decodeURIComponent(path));
        if (events.status !== undefined)
          throw new KubeError('may not list events', events.status, 'Forbidden');
        return events.body;
      },
    } as unknown as KubeApi;
    const asked: string[] = [];
    const said: string[] = [];
    const to = { api, socketPath: '', namespace: 'n', name: NAME, runners: 2 };
    const stop = new AbortController().signal;
    const end = await awaitRunners({ ...to, stop, say: (line) => said.push(line) }).then(
      (found) => `${found.length} runners`,
      (error: Error) => error.message,
    );
    return { end, asked, said };
  }
  const quota = 'Error creating: pods "x" is forbidden: exceeded quota: small';

  it('since a quota is used up: it says so, and shows what it waits for until then', async () => {
    const { end, asked, said } = await waitFor2({ body: [{ message: quota }] });
    expect(end).toBe(
      `the pod of runner 2 is refused: ${quota}; raise that quota, or play in another namespace`,
    );
    expect(asked[0]).toContain(`involvedObject.name=${NAME}-2`);
    expect(said).toEqual(['1 of 2 runners are up after 20 s']);
  });
  it('is waited for where it comes a little later', async () => {
    expect(await waitFor2({ body: [{ message: quota }] }, 3)).toMatchObject({ end: '2 runners', asked: [] });
  });
  it.each<[string, FakeAnswer]>([
    ['nobody says why', { body: [] }],
    ['why may not be read', { status: 403, body: '' }],
  ])('and %s: it names the Job', async (_, events) => {
    const { end } = await waitFor2(events);
    expect(end).toBe(
      `nobody made the pod of runner 2 for 120 s: see the events of the Job ${NAME}-2 in the namespace n`,
    );
  });
});
