// A Job of deploy/k6-operator that is the coordinator of a fleet, played in the cluster of the tests.
import { expect } from 'vitest';
import { toRights } from '../../lib/node/fleet/coordinator-job.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import type { Manifest } from '../../rollout/templates/manifests.ts';
import { NAMESPACE } from './fleet-left.ts';
import type { Kubectl } from './kubectl.ts';
import { FLEET_DEADLINE_MS } from './play-fleet.ts';

const JOB = 'aurora-gate-fleet';

/**
 * Plays it to its end, and removes it.
 * @param job of `toCoordinatorJob`
 * @param onJob called once it is made
 * @param rights its account, and what that may do
 * @returns how Kubernetes says that it ended, and what it said
 */
export async function playJob(
  kubectl: Kubectl,
  job: object,
  onJob: () => Promise<void> = async () => {},
  rights: readonly object[] = toRights(),
): Promise<{ readonly status: string; readonly output: string }> {
  const objects = [...rights, job].map((object) => inNamespace(object as Manifest));
  expect(await kubectl.apply(objects, '--dry-run=server')).toMatchObject({ code: 0 });
  expect(await kubectl.apply(objects)).toMatchObject({ code: 0 });
  await onJob();
  const status = await waitFor(
    'the end of the Job',
    FLEET_DEADLINE_MS,
    async () => {
      const said = await kubectl.read(NAMESPACE, `job/${JOB}`, '{.status.conditions[*].type}');
      return /Complete|Failed/.exec(said)?.[0];
    },
    500,
  );
  const { stdout: output } = await kubectl.run('-n', NAMESPACE, 'logs', `job/${JOB}`);
  await kubectl.run('-n', NAMESPACE, 'delete', 'job', JOB);
  return { status, output };
}

const inNamespace = (object: Manifest): Manifest => {
  const whole = { ...object, metadata: { ...object.metadata, namespace: NAMESPACE } };
  return 'subjects' in whole
    ? ({ ...whole, subjects: [{ kind: 'ServiceAccount', name: JOB, namespace: NAMESPACE }] } as Manifest)
    : whole;
};
