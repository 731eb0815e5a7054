// What happens to single runners, and to the ground that they stand on: a healthy service is blamed for none of it.
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isRow, type JournalRow } from '../../lib/core/journal/events.ts';
import { POD_RANGE } from '../../lib/node/cluster/local/inside/addresses.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { closeWay } from './firewall.ts';
import { expectNothingLeft, findLeft, NAMESPACE } from './fleet-left.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';
import { FLEET_DEADLINE_MS, type MadeFleet, playFleet, STEADY } from './play-fleet.ts';

const fleetFor = (seconds: number, ...more: readonly string[]) => [
  ...['--runners', '2', ...STEADY, '--duration-seconds', String(seconds)],
  ...more,
];

let kubectl: Kubectl;
beforeAll(async () => {
  kubectl = await openKubectl();
});
afterAll(async () => kubectl[Symbol.asyncDispose]());

const whyOf = (rows: readonly JournalRow[]) => rows.filter(isRow('fleet.broken')).map(({ why }) => why);
const readOf = (name: string, runner: number, jsonPath: string) =>
  kubectl.read(NAMESPACE, 'pods', `{.items[?(@.metadata.labels.job-name=="${name}-${runner}")]${jsonPath}}`);

/** The processes of a runner, on this machine. */
async function findProcesses(name: string, runner: number): Promise<readonly number[]> {
  const id = (await readOf(name, runner, '.status.containerStatuses[0].containerID')).replace(
    /^\w+:\/\//,
    '',
  );
  expect(id).not.toBe('');
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const groups = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '')),
  );
  return pids.filter((_, i) => groups[i]?.includes(id)).map(Number);
}

/** Lets a runner stand still until `work` is over. */
async function freeze(name: string, runner: number, work: () => Promise<unknown>): Promise<void> {
  const pids = await findProcesses(name, runner);
  expect(pids).not.toEqual([]);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  // Where the fleet was broken up meanwhile, it is no more.
  await work().finally(() => {
    for (const pid of pids)
      try {
        process.kill(pid, 'SIGCONT');
      } catch {}
  });
}

describe('a runner that stands still', () => {
  it(
    'for three seconds makes up for it',
    async () => {
      const { code, rows, output } = await playFleet(fleetFor(60), ({ name }) =>
        freeze(name, 2, () => pause(3_000)),
      );
      expect(code, output).toBe(0);
      expect(whyOf(rows)).toEqual([]);
      await expectNothingLeft(kubectl);
    },
    FLEET_DEADLINE_MS,
  );

  it(
    'for good is lost, and no API server is away',
    async () => {
      const { code, rows, output } = await playFleet(fleetFor(120), ({ name, rows: readRows }) =>
        freeze(name, 2, () =>
          waitFor(
            'its loss',
            90_000,
            async () => (whyOf(await readRows()).length > 0 ? true : undefined),
            500,
          ),
        ),
      );
      expect(code, output).toBe(3);
      expect(whyOf(rows)[0]).toMatch(
        /^(runner 2 has not answered|the log of runner 2 could not be read) for 30 s/,
      );
      await expectNothingLeft(kubectl);
    },
    FLEET_DEADLINE_MS,
  );
});

describe('somebody deletes', () => {
  it(
    'the pod of a runner before the load: it does not begin',
    async () => {
      const { code, output } = await playFleet(fleetFor(20), undefined, async ({ name }) => {
        const pod = await waitFor(
          'the pod of runner 2',
          60_000,
          async () => (await readOf(name, 2, '.metadata.name')) || undefined,
          50,
        );
        await kubectl.run('-n', NAMESPACE, 'delete', 'pod', pod, '--wait=false');
      });
      expect([code, output]).toEqual([
        2,
        expect.stringMatching(
          /somebody deleted the pod of runner 2 before the load began|runner 2 ended before it was/,
        ),
      ]);
      await expectNothingLeft(kubectl);
    },
    FLEET_DEADLINE_MS,
  );

  it(
    'the namespace while they play: the run cannot tell',
    async () => {
      const own = 'aurora-gate-goes';
      const { code, rows, output } = await playFleet(fleetFor(60, '--namespace', own), async () => {
        await kubectl.run('delete', 'namespace', own, '--wait=false');
      });
      expect(code, output).toBe(3);
      expect(whyOf(rows)[0]).toMatch(/^runner \d ended.*: its pod was deleted$/);
      expect(output).not.toContain('could not remove');
      await waitFor(
        'the end of the namespace',
        60_000,
        async () => ((await kubectl.run('get', 'namespace', own)).code === 0 ? undefined : true),
        500,
      );
    },
    FLEET_DEADLINE_MS,
  );
});

describe('a service that answers, and that', () => {
  const portOf = async ({ output }: MadeFleet): Promise<number> =>
    Number(/http:\/\/[\d.]+:(\d+), seed/.exec(await output())?.[1]);
  let open: () => Promise<void> = async () => {};
  afterEach(async () => {
    await open();
    open = async () => {};
  });

  it.each(['REJECT', 'DROP'] as const)(
    'one of the runners does not reach any more (%s): the run cannot tell',
    async (target) => {
      const { code, rows, output } = await playFleet(fleetFor(60), async (fleet) => {
        open = await closeWay(await readOf(fleet.name, 2, '.status.podIP'), await portOf(fleet), target);
      });
      expect(code, output).toBe(3);
      expect(whyOf(rows)[0]).toMatch(
        /^runner 2 lost \d+ of its last \d+ journeys, and others none of \d+ meanwhile: let its pod reach the service/,
      );
      await expectNothingLeft(kubectl);
    },
    FLEET_DEADLINE_MS,
  );

  it(
    'no runner ever reaches: the run cannot tell, since it answers the coordinator',
    async () => {
      const { code, rows, output } = await playFleet(fleetFor(60), undefined, async (fleet) => {
        open = await closeWay(POD_RANGE, await portOf(fleet), 'REJECT');
      });
      expect(code, output).toBe(3);
      expect(whyOf(rows)[0]).toMatch(
        /^runner \d lost \d+ of its last \d+ journeys?, and the coordinator got 10 answers of 10 meanwhile/,
      );
      await expectNothingLeft(kubectl);
    },
    FLEET_DEADLINE_MS,
  );
});

it.each(['connection_reset', 'connection_reset,rate=0.33', 'connection_reset,rate=0.02'])(
  'a service that loses calls of all runners fails: %s',
  async (defects) => {
    const { code, output } = await playFleet(fleetFor(60, '--defects', defects));
    expect(code, output).toBe(1);
    await expectNothingLeft(kubectl);
  },
  FLEET_DEADLINE_MS,
);

it(
  'Ctrl-C while its objects are made, and while its pods come up, leaves nothing',
  async () => {
    for (const waitMs of [0, 1_500]) {
      const { code, output } = await playFleet(fleetFor(20), undefined, async ({ stop }) => {
        await pause(waitMs);
        stop('SIGINT');
      });
      expect(code, output).toBe(130);
      expect(await findLeft(kubectl)).toEqual([]);
    }
  },
  FLEET_DEADLINE_MS,
);
