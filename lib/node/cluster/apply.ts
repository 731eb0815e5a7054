// Objects handed to a cluster, and refused as a whole where one of them has a field that Kubernetes does not know.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toChildEnvironment } from '../../core/options/child-environment.ts';
import { runProgram } from '../process/run-program.ts';
import type { ClusterAccess } from './access.ts';

const DEADLINE_MS = 60_000;

/**
 * Applies them from the server's side, so that a second time changes only what is other.
 * @param dir takes the file that kubectl reads
 * @throws Error with kubectl's words
 */
export async function applyManifests(
  access: ClusterAccess,
  manifests: readonly object[],
  dir: string,
): Promise<void> {
  const file = join(dir, 'apply.json');
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }));
  const [command = '', ...args] = [
    ...access.enter,
    access.kubectl,
    ...access.kubectlArgs,
    ...['apply', '--server-side', '--force-conflicts', '--validate=strict', '--field-manager=aurora-gate'],
    ...['-f', file],
  ];
  const env = toChildEnvironment('kubectl', process.env);
  const { code, output } = await runProgram(command, args, { env, timeoutMs: DEADLINE_MS });
  if (code !== 0) throw new Error(`the cluster refused what was applied: ${output.trim()}`);
}
