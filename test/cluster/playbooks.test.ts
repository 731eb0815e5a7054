// The commands of the playbooks, as they stand there: each that changes something as a dry run of the real API server.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';
import { toShellWord } from '../../lib/node/process/shell-word.ts';
import { loadValues, toValuesPath } from '../../rollout/templates/generate.ts';
import { listManifests, type Manifest } from '../../rollout/templates/manifests.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';

const PAGES = ['docs/rollout-playbooks.md', 'docs/rollout-incident.md'];
/** Each line of a block that begins with kubectl and is aimed at the namespace of the page. */
const listCommands = (page: string): readonly string[] =>
  [...readFileSync(repoPath(page), 'utf8').matchAll(/^ *```sh\n(.*?)\n *```$/gms)]
    .flatMap(([, block = '']) => block.split('\n').map((line) => line.trim()))
    .flatMap((line) => /^(?:\w+=\$\()?(kubectl -n \$NS .*?)\)?$/.exec(line)?.[1] ?? []);
const COMMANDS = [...new Set(PAGES.flatMap(listCommands))];
/** Words that change something, and can be tried; the others are `get` and `describe`. */
const CHANGES = /^kubectl -n \$NS (?:patch|scale) /;
/** What they name is not there in the test. */
const NOT_HERE = /^kubectl -n \$NS (?:delete|annotate|logs|port-forward) /;

const NAMESPACE = 'aurora-playbooks';
let kubectl: Kubectl;
beforeAll(async () => {
  kubectl = await openKubectl();
  const { values } = await loadValues('staging', repoPath(toValuesPath('staging')));
  const rollout = Object.values(listManifests({ ...values, namespace: NAMESPACE }, undefined))
    .flat()
    .filter(({ kind }) => kind === 'Rollout');
  const namespace: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
  const { code, output } = await kubectl.apply([namespace, ...rollout]);
  expect(code, output).toBe(0);
});
afterAll(async () => {
  await kubectl.run('delete', 'namespace', NAMESPACE, '--wait=false');
  await kubectl[Symbol.asyncDispose]();
});

it('are many', () => {
  expect(COMMANDS.length).toBeGreaterThan(15);
  expect(COMMANDS.filter((one) => CHANGES.test(one)).length).toBeGreaterThan(7);
});

test.each(COMMANDS.filter((one) => !NOT_HERE.test(one)))('%s', async (command) => {
  const { access } = kubectl;
  const words = [...access.enter, access.kubectl, ...access.kubectlArgs].map(toShellWord).join(' ');
  const tried = CHANGES.test(command) ? `${command} --dry-run=server` : command;
  const script = [
    'set -o pipefail',
    `NS=${NAMESPACE} RO=aurora CANARY=none STABLE=none`,
    `kubectl() { ${words} "$@"; }`,
    tried,
  ].join('\n');
  const { code, output } = await runProgram('bash', ['-c', script], { timeoutMs: 30_000 });
  // Nothing is under way here: that nothing is found is no fault of the command.
  const foundNothing = command.includes('| grep') || output.includes('no objects passed to scale');
  expect(code === 0 || (code === 1 && foundNothing), output).toBe(true);
});
