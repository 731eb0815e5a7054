// Runners of k6-operator under one coordinator, on a real cluster: the same verdict as one k6, and one for whatever breaks.

import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it, test } from 'vitest';
import { isRow, type JournalRow } from '../../lib/core/journal/events.ts';
import { findLocalAccess } from '../../lib/node/cluster/access.ts';
import { openKubeApi } from '../../lib/node/cluster/kube-api.ts';
import { killComponent, startComponent } from '../../lib/node/cluster/local/control.ts';
import { giveK6Operator } from '../../lib/node/cluster/local/k6-operator/k6-operator.ts';
import { giveSuiteImage } from '../../lib/node/cluster/local/suite-image.ts';
import { withTemporaryDir } from '../../lib/node/files/temporary.ts';
import { toCoordinatorJob, toRights } from '../../lib/node/fleet/coordinator-job.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import type { Manifest } from '../../rollout/templates/manifests.ts';
import { expectNothingLeft, findLeft, NAMESPACE } from './fleet-left.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';
import {
  computeToldShare,
  FLEET_DEADLINE_MS,
  listCountedJourneys,
  listJourneys,
  type PlayedFleet,
  playFleet,
  STEADY,
} from './play-fleet.ts';
import { playJob } from './play-job.ts';

const fleetOf = (runners: number, ...more: readonly string[]) => [
  ...['--runners', String(runners)],
  ...STEADY,
  ...more,
];

let kubectl: Kubectl;
let k6Image = '';
beforeAll(async () => {
  kubectl = await openKubectl();
  // Built once, before any deadline is counted.
  await withTemporaryDir('fleet', async (dir) => {
    const access = await findLocalAccess(inject('clusterDir'));
    const api = await openKubeApi(access, dir);
    k6Image = await giveK6Operator(access.local, access, api).finally(() => api.close());
  });
}, 1_200_000);
afterAll(async () => kubectl[Symbol.asyncDispose]());

const whyOf = (rows: readonly JournalRow[]) => rows.filter(isRow('fleet.broken')).map(({ why }) => why);

describe('a fleet', () => {
  it(
    'plays the journeys of one k6, comes to its verdict, and leaves nothing, also where the operator is started again',
    async () => {
      const one = await playFleet(STEADY);
      expect(one.code, one.output).toBe(0);
      const whole = listJourneys(one.rows);
      for (const runners of [2, 3]) {
        const fleet = await playFleet(fleetOf(runners), async () => {
          await kubectl.run(
            ...['-n', 'k6-operator-system', 'delete', 'pod', '-l', 'control-plane=controller-manager'],
            '--wait=false',
          );
        });
        expect(fleet.code, fleet.output).toBe(0);
        // The last journey may begin just before the end, or just after.
        const both = Math.min(whole.length, listJourneys(fleet.rows).length) - 10;
        expect(listJourneys(fleet.rows).slice(0, both)).toEqual(whole.slice(0, both));
        expect(fleet.rows.filter(isRow('runner.ended')).map(({ code }) => code)).toEqual(
          Array.from({ length: runners }, () => 0),
        );
        expect(fleet.summary?.verdict.outcome).toBe(one.summary?.verdict.outcome);
        await expectNothingLeft(kubectl);
      }
    },
    2 * FLEET_DEADLINE_MS,
  );
});

it(
  'runners that count name every journey, and come to the same verdict',
  async () => {
    const fleet = await playFleet(fleetOf(2, '--journal', 'counts'));
    expect(fleet.code, fleet.output).toBe(0);
    expect(computeToldShare(fleet)).toBeLessThan(0.02);
    const numbers = listCountedJourneys(fleet.rows);
    expect(numbers).toEqual(numbers.map((_, i) => i));
    expect(numbers.length).toBe(fleet.summary?.totals.journeys);
    await expectNothingLeft(kubectl);
  },
  FLEET_DEADLINE_MS,
);

describe('what keeps it from beginning is said, and leaves nothing', () => {
  test.each<[string, readonly string[], RegExp]>([
    [
      'a script that the operator refuses',
      ['--runner-script', '/no/such.js'],
      /refuses the script.*such\.js/s,
    ],
    [
      'an image that is not to be had',
      ['--image', 'docker.io/local/nothing:1'],
      /initializer.*waits: (ErrImagePull|ImagePullBackOff)/,
    ],
  ])(
    '%s',
    async (_, args, says) => {
      const { code, output } = await playFleet(fleetOf(2, ...args));
      expect([code, output]).toEqual([2, expect.stringMatching(says)]);
      await expectNothingLeft(kubectl);
    },
    FLEET_DEADLINE_MS,
  );
});

it(
  'a script of another with fewer users than runners does not begin: both figures are said',
  async () => {
    const script = 'export const options = { vus: 1, duration: "1s" };\nexport default function () {}\n';
    const configMap = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'one-user', namespace: NAMESPACE },
    };
    const data = { 'one.js': script };
    expect(await kubectl.apply([{ ...configMap, data } as unknown as Manifest])).toMatchObject({ code: 0 });
    await withTemporaryDir('one-user', async (dir) => {
      const file = join(dir, 'pod.yaml');
      const volumes = [{ name: 'other', configMap: { name: 'one-user' } }];
      const volumeMounts = [{ name: 'other', mountPath: '/other' }];
      await writeFile(file, JSON.stringify({ volumes, volumeMounts }));
      const { code, output } = await playFleet(
        fleetOf(2, '--runner-pod', file, '--runner-script', '/other/one.js'),
      );
      const says = 'k6-operator makes no 2 runners of 1 virtual users; give fewer with --runners';
      expect([code, output]).toEqual([2, expect.stringContaining(says)]);
    });
    await expectNothingLeft(kubectl);
  },
  FLEET_DEADLINE_MS,
);

describe('what breaks while it plays', () => {
  const readPod = (name: string, runner: number, jsonPath: string) =>
    kubectl.read(
      NAMESPACE,
      'pods',
      `{.items[?(@.metadata.labels.job-name=="${name}-${runner}")]${jsonPath}}`,
    );
  const podOf = (name: string, runner: number) => readPod(name, runner, '.metadata.name');
  /** Runs a line of the shell in a runner. */
  const execIn = async (name: string, runner: number, line: string) =>
    kubectl.run('-n', NAMESPACE, 'exec', await podOf(name, runner), '--', '/bin/busybox', 'sh', '-c', line);
  /** The folder in which the kubelet keeps the logs of a runner. */
  const findLogs = async (pod: string) => {
    const logs = join((await findCluster()).dir, 'pod-logs', 'pods');
    const of = (await readdir(logs)).find((folder) => folder.includes(`_${pod}_`)) ?? '';
    return join(logs, of, 'k6');
  };
  const findCluster = async () => (await findLocalAccess(inject('clusterDir'))).local;

  test.each<[string, (name: string, rows: PlayedFleet['rows']) => Promise<unknown>, RegExp]>([
    [
      'a runner that is evicted: no pass at half the load',
      async (name) => {
        const pod = await podOf(name, 2);
        const metadata = { name: pod, namespace: NAMESPACE };
        const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata };
        const path = `/api/v1/namespaces/${NAMESPACE}/pods/${pod}/eviction`;
        expect(await kubectl.createRaw(path, JSON.stringify(eviction))).toMatchObject({ code: 0 });
      },
      /runner 2 .*(evict|deleted)/i,
    ],
    [
      'a runner that the kernel ends for want of memory',
      async (name) => limitMemory(await readPod(name, 1, '.status.containerStatuses[0].containerID')),
      /runner 1 ended with .*137.*OOMKilled/,
    ],
    [
      'a runner whose machine is gone',
      async (_, rows) => {
        const cluster = await findCluster();
        await killComponent(cluster, 'kubelet');
        await waitFor(
          'its loss',
          120_000,
          async () => (whyOf(await rows()).length > 0 ? true : undefined),
          500,
        ).finally(() => startComponent(cluster, 'kubelet'));
      },
      /the log of runner \d could not be read for 30 s/,
    ],
  ])(
    '%s',
    async (_, strike, says) => {
      const long = fleetOf(2, '--duration-seconds', '90');
      const { code, rows, output } = await playFleet(long, async (fleet) => {
        await strike(fleet.name, fleet.rows);
      });
      expect(code, output).toBe(3);
      expect(whyOf(rows).join()).toMatch(says);
      await expectNothingLeft(kubectl);
    },
    FLEET_DEADLINE_MS,
  );

  it(
    'an API server that is away for 30 s: it goes on, and nothing is lost',
    async () => {
      // The windows of half of its time have to be seen while they go on.
      const long = fleetOf(2, '--duration-seconds', '120');
      const { code, rows, output } = await playFleet(long, async () => {
        const cluster = await findCluster();
        await killComponent(cluster, 'apiserver');
        await pause(30_000);
        await startComponent(cluster, 'apiserver');
      });
      expect(code, output).toBe(0);
      expect(whyOf(rows)).toEqual([]);
      await expectNothingLeft(kubectl);
    },
    FLEET_DEADLINE_MS,
  );

  it(
    'an API server that is away for 120 s: it breaks the run off, and says who goes on',
    async () => {
      const long = fleetOf(2, '--duration-seconds', '300');
      const { code, rows, output } = await playFleet(long, async (fleet) => {
        const cluster = await findCluster();
        await killComponent(cluster, 'apiserver');
        await waitFor(
          'its word on the runners',
          200_000,
          async () => ((await fleet.output()).includes('until their plan is over') ? true : undefined),
          500,
        ).finally(() => startComponent(cluster, 'apiserver'));
      });
      expect(code, output).toBe(3);
      expect(whyOf(rows).join()).toContain('the API server has been away for 120 s');
      expect(output).toMatch(/runners of soak-\w+ may go on until their plan is over: the API server/);
      // It comes back while what was made is removed.
      await expectNothingLeft(kubectl);
    },
    2 * FLEET_DEADLINE_MS,
  );

  it(
    'a log of more than 10 MiB, which rotates: it goes on, and nothing is lost',
    async () => {
      let rotatedAtSec = Number.POSITIVE_INFINITY;
      const { code, rows, output, k6Log } = await playFleet(
        fleetOf(2, '--duration-seconds', '60', '--base-rps', '3'),
        async ({ name }) => {
          // Each line is one write, as those of k6 are: longer ones would stand in the middle of its rows. All at once would take the
          // machine from the service.
          const line = 'l=$(busybox head -c 3900 /dev/zero | busybox tr "\\0" x)';
          const some = 'i=0; while [ $i -lt 100 ]; do echo $l; i=$((i+1)); done; busybox sleep 0.3';
          const flood = `${line}; j=0; while [ $j -lt 29 ]; do ${some}; j=$((j+1)); done > /proc/1/fd/2`;
          const logs = await findLogs(await podOf(name, 1));
          expect(await execIn(name, 1, flood)).toMatchObject({ code: 0 });
          // The kubelet looks at the size of logs every ten seconds.
          const rotated = async () => ((await readdir(logs)).length > 1 ? true : undefined);
          await waitFor('the rotation of its log', 40_000, rotated, 200);
          rotatedAtSec = Date.now() / 1000;
        },
      );
      expect(code, output).toBe(0);
      expect(whyOf(rows)).toEqual([]);
      expect(k6Log.length).toBeGreaterThan(10_500_000);
      const after = rows
        .filter(isRow('response'))
        .filter(({ ts, runner }) => runner === 1 && ts > rotatedAtSec);
      expect(after.length).toBeGreaterThan(20);
      await expectNothingLeft(kubectl);
    },
    FLEET_DEADLINE_MS,
  );
});

const isGroupV2 = existsSync('/sys/fs/cgroup/cgroup.controllers');
/** Leaves a container less memory than it has. */
async function limitMemory(containerId: string): Promise<void> {
  const id = containerId.replace(/^\w+:\/\//, '');
  const root = isGroupV2 ? '/sys/fs/cgroup' : '/sys/fs/cgroup/memory';
  const { stdout } = await runProgram('find', [root, '-type', 'd', '-name', `*${id}*`]);
  const [group = ''] = stdout.trim().split('\n');
  const [limit, usage] = isGroupV2
    ? ['memory.max', 'memory.current']
    : ['memory.limit_in_bytes', 'memory.usage_in_bytes'];
  // No more than it has: the system takes back what it can, and the page that is asked for after that is one too many.
  for (let i = 0; i < 40 && existsSync(group); i++) {
    await readFile(join(group, usage), 'utf8')
      .then((bytes) => writeFile(join(group, limit), bytes.trim()))
      .catch(() => {});
    await pause(500);
  }
}

describe('who ends it', () => {
  it(
    'Ctrl-C stops all runners, and leaves nothing',
    async () => {
      const { code, summary, output } = await playFleet(
        fleetOf(2, '--duration-seconds', '90'),
        async (fleet) => fleet.stop('SIGINT'),
      );
      expect(code, output).toBe(130);
      expect(summary?.status).toBe('interrupted');
      await expectNothingLeft(kubectl);
    },
    FLEET_DEADLINE_MS,
  );

  it(
    'a promise that is broken ends every runner within a second',
    async () => {
      const { code, rows, output } = await playFleet(
        fleetOf(2, '--duration-seconds', '90', '--defects', 'answer_of_another_user,after=5s'),
      );
      expect(code, output).toBe(1);
      const stopped = rows.find(isRow('run.stopped'));
      const begun = rows.filter(isRow('response')).map(({ ts, duration_ms: ms }) => ts - ms / 1_000);
      // A second where nobody else uses the machine.
      expect(Math.max(...begun) - (stopped?.ts ?? 0)).toBeLessThan(3);
      await expectNothingLeft(kubectl);
    },
    FLEET_DEADLINE_MS,
  );

  it(
    'one that is killed leaves no runners, and the next run in its namespace removes the rest; two at once know nothing of each other',
    async () => {
      await playFleet(fleetOf(2, '--duration-seconds', '90'), async ({ pid }) => {
        process.kill(-pid, 'SIGKILL');
      });
      await waitFor(
        'the end of its runners',
        60_000,
        async () => ((await findLeft(kubectl)).some((name) => name.startsWith('pod/')) ? undefined : true),
        500,
      );
      expect((await findLeft(kubectl)).join()).toContain('lease');
      const both = await Promise.all([playFleet(fleetOf(2)), playFleet(fleetOf(2))]);
      for (const { code, output } of both) expect(code, output).toBe(0);
      expect(both.map(({ output }) => output).join()).toContain('of a run that was killed');
      await expectNothingLeft(kubectl);
    },
    2 * FLEET_DEADLINE_MS,
  );
});

describe('who begins the runners', () => {
  /** The rights of a coordinator that may look at a runner, and tell it nothing. */
  const withoutWord = () =>
    toRights().map((object) => {
      const { rules, ...rest } = object as { readonly rules?: readonly Rule[] };
      if (!rules) return object;
      const toRead = ({ resources, verbs, ...rule }: Rule) => ({
        ...rule,
        resources,
        verbs: resources.includes('pods/proxy') ? ['get'] : verbs,
      });
      return { ...rest, rules: rules.map(toRead) };
    });
  interface Rule {
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }
  const play = async (starterImage: string) => {
    const { local } = await findLocalAccess(inject('clusterDir'));
    const env = { RUNNER_IMAGE: k6Image, STARTER_IMAGE: starterImage };
    const job = toCoordinatorJob({ image: await giveSuiteImage(local), args: fleetOf(2), env });
    return playJob(kubectl, job, undefined, withoutWord());
  };

  it(
    'the coordinator, also where the starter of the operator cannot',
    async () => {
      const { code, output } = await playFleet(fleetOf(2, '--starter-image', 'docker.io/local/nothing:1'));
      expect(code, output).toBe(0);
      await expectNothingLeft(kubectl);
    },
    FLEET_DEADLINE_MS,
  );

  it(
    'the operator, where the coordinator may not',
    async () => {
      const { output } = await play(k6Image);
      expect(output).toMatch(/2 runners: \d+( to \d+)? journeys each/);
      await expectNothingLeft(kubectl);
    },
    FLEET_DEADLINE_MS,
  );

  it(
    'nobody: it says who waits, and for whom',
    async () => {
      const { status, output } = await play('docker.io/local/nothing:1');
      expect(status, output).toBe('Failed');
      expect(output).toMatch(/runner 1 .* waits to be started for \d+ s: its starter waits: \w*Image/);
      await expectNothingLeft(kubectl);
    },
    FLEET_DEADLINE_MS,
  );
});

describe('without a laptop', () => {
  it(
    'a Job plays it with the rights that are committed, and its exit code is that of the run',
    async () => {
      const { local } = await findLocalAccess(inject('clusterDir'));
      const env = { RUNNER_IMAGE: k6Image, STARTER_IMAGE: k6Image };
      const job = toCoordinatorJob({ image: await giveSuiteImage(local), args: fleetOf(2), env });
      const { status, output } = await playJob(kubectl, job);
      expect(status, output).toBe('Complete');
      expect(output).toContain('verdict: PASS');
      await expectNothingLeft(kubectl);
    },
    2 * FLEET_DEADLINE_MS,
  );
});
