// Who may call what in the network of the cluster of the tests.
import { inject } from 'vitest';
import { findLocalAccess } from '../../lib/node/cluster/access.ts';
import { readSetup } from '../../lib/node/cluster/local/node-images.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';

/**
 * From now on calls of these addresses to that port of the node are turned away, or swallowed.
 * @param source an address, or a range of them
 * @returns what lets them through again
 */
export async function closeWay(
  source: string,
  port: number,
  target: 'REJECT' | 'DROP',
): Promise<() => Promise<void>> {
  const { local, enter } = await findLocalAccess(inject('clusterDir'));
  const { node } = await readSetup(local);
  const [command = '', ...args] = [...enter, node.paths.iptables];
  const rule = ['INPUT', '-s', source, '-p', 'tcp', '--dport', String(port), '-j', target];
  const change = async (how: '-I' | '-D') => {
    const env = { ...process.env, ...node.iptablesEnv };
    const { code, output } = await runProgram(command, [...args, '-w', how, ...rule], { env });
    if (code !== 0) throw new Error(`iptables ${how} ${rule.join(' ')}: ${output.trim()}`);
  };
  await change('-I');
  return () => change('-D');
}
