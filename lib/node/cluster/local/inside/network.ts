// The namespaces that a cluster of this machine lives in: an empty network with one node, and a /run and a /var/log of its own.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../../../process/run-program.ts';
import { NODE_ADDRESS } from './addresses.ts';

const DEADLINE_MS = 10_000;

/**
 * Makes them ready. Called in new network, mount and pid namespaces.
 * @param dir the folder of the cluster, which takes the logs of its pods
 * @throws Error naming what could not be set up
 */
export async function setUpNamespaces(dir: string): Promise<void> {
  await run('mount', '--make-rprivate', '/');
  await run('mount', '-t', 'tmpfs', 'tmpfs', '/run');
  for (const folder of ['/run/netns', '/run/lock']) await mkdir(folder);
  // The kubelet of another cluster removes the logs of pods that it does not know.
  const logs = join(dir, 'pod-logs');
  await mkdir(logs);
  await run('mount', '--bind', logs, '/var/log');
  await run('ip', 'link', 'set', 'lo', 'up');
  // The address of the node, as pods know it. An empty bridge, since not every kernel has dummy devices.
  await run('ip', 'link', 'add', 'node0', 'type', 'bridge');
  await run('ip', 'address', 'add', `${NODE_ADDRESS}/32`, 'dev', 'node0');
  await run('ip', 'link', 'set', 'node0', 'up');
  // Without a default route a call to a Service fails before the rules of kube-proxy see it.
  await run('ip', 'route', 'add', 'default', 'dev', 'node0', 'src', NODE_ADDRESS);
  // Pods reach each other, and Services, through the node.
  await writeFile('/proc/sys/net/ipv4/ip_forward', '1');
}

async function run(command: string, ...args: readonly string[]): Promise<void> {
  const { code, output } = await runProgram(command, args, { timeoutMs: DEADLINE_MS });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${code}, ${output.trim()}`);
}
