// What fleets leave in the cluster of the tests: nothing.
import { expect } from 'vitest';
import { waitFor } from '../../lib/node/process/wait.ts';
import type { Kubectl } from './kubectl.ts';

/** Where fleets play. */
export const NAMESPACE = 'aurora-gate';

/** The objects of fleets that are there. */
export async function findLeft(kubectl: Kubectl): Promise<readonly string[]> {
  const { stdout } = await kubectl.run(
    ...['-n', NAMESPACE, 'get', 'testruns,jobs,pods,configmaps,secrets,leases,services', '-o', 'name'],
  );
  return stdout.split('\n').filter((name) => name.includes('soak-'));
}

/** Jobs and their like go a moment after what they belong to. */
export const expectNothingLeft = (kubectl: Kubectl): Promise<unknown> =>
  waitFor(
    'the end of all that was made',
    30_000,
    async () => ((await findLeft(kubectl)).length === 0 ? true : undefined),
    500,
  ).catch(async () => expect(await findLeft(kubectl)).toEqual([]));
