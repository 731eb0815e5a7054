// kubectl, aimed at the cluster of the tests, and programs in its network.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { stringify } from 'yaml';
import { readOptions } from '../../lib/core/options/read-options.ts';
import { type ClusterAccess, findAccess } from '../../lib/node/cluster/access.ts';
import { CLUSTER } from '../../lib/node/cluster/options.ts';
import { type ProgramEnd, runProgram } from '../../lib/node/process/run-program.ts';
import type { Manifest } from '../../rollout/templates/manifests.ts';

export interface Kubectl {
  readonly access: ClusterAccess;
  /** What it said, and its exit code. */
  run(...args: readonly string[]): Promise<ProgramEnd>;
  /** Applies objects; `--dry-run=server` and the like come behind. */
  apply(manifests: readonly Manifest[], ...args: readonly string[]): Promise<ProgramEnd>;
  /** Posts a text to a path of the API. */
  createRaw(path: string, text: string): Promise<ProgramEnd>;
  /** A field of an object; '' where there is none. */
  read(namespace: string, object: string, jsonPath: string): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function openKubectl(): Promise<Kubectl> {
  const access = await findAccess(readOptions(CLUSTER.options, { CLUSTER_DIR: inject('clusterDir') }));
  const dir = await mkdtemp(join(tmpdir(), 'aurora-kubectl-'));
  let files = 0;
  const run = (...args: readonly string[]) => {
    const [program = '', ...rest] = [...access.enter, access.kubectl, ...access.kubectlArgs, ...args];
    return runProgram(program, rest, { timeoutMs: 60_000 });
  };
  return {
    access,
    run,
    async apply(manifests, ...args) {
      const file = join(dir, `${++files}.yaml`);
      const text = manifests.map((one) => stringify(one, { aliasDuplicateObjects: false })).join('---\n');
      await writeFile(file, text);
      return run('apply', '--validate=strict', '-f', file, ...args);
    },
    async createRaw(path, text) {
      const file = join(dir, `${++files}.json`);
      await writeFile(file, text);
      return run('create', '--raw', path, '-f', file);
    },
    async read(namespace, object, jsonPath) {
      const { code, stdout } = await run('-n', namespace, 'get', object, '-o', `jsonpath=${jsonPath}`);
      return code === 0 ? stdout : '';
    },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}
