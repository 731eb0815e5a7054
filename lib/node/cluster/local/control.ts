// The components of the cluster on this machine, from outside: looked at, killed, started again.
import { join } from 'node:path';
import { toJsonOrNone, toObject } from '../../../core/text/json.ts';
import { callSocket } from '../socket.ts';
import type { ComponentName } from './inside/components.ts';
import type { ComponentState } from './inside/supervisor.ts';
import type { LocalCluster } from './local-cluster.ts';

const DEADLINE_MS = 15_000;

/** @throws Error where the inside of the cluster does not answer */
export const listComponents = (cluster: LocalCluster): Promise<readonly ComponentState[]> =>
  order(cluster, 'GET', '/components');

/** Kills one as a crash would, and reads back that it is gone. @throws Error where it is not */
export async function killComponent(cluster: LocalCluster, name: ComponentName): Promise<void> {
  requireState(await order(cluster, 'POST', `/components/${name}/stop`), name, false);
}

/** Starts one again, and reads back that it runs. @throws Error where it does not */
export async function startComponent(cluster: LocalCluster, name: ComponentName): Promise<void> {
  requireState(await order(cluster, 'POST', `/components/${name}/start`), name, true);
}

function requireState(states: readonly ComponentState[], name: ComponentName, isRunning: boolean): void {
  if (states.find((state) => state.name === name)?.isRunning !== isRunning)
    throw new Error(`${name} was to be ${isRunning ? 'started' : 'ended'}, and is not`);
}

async function order(
  { dir }: LocalCluster,
  method: string,
  path: string,
): Promise<readonly ComponentState[]> {
  const socketPath = join(dir, 'control.sock');
  const { text } = await callSocket({ socketPath, method, path, timeoutMs: DEADLINE_MS });
  const { components, error } = toObject(toJsonOrNone(text));
  if (!Array.isArray(components))
    throw new Error(`the cluster does not obey (${method} ${path}): ${String(error)}`);
  return components as readonly ComponentState[];
}
