// The credentials of a cluster on this machine: made new at each start, readable by its owner alone.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ADDRESSES } from './addresses.ts';

/** Who calls the API server with a token of its own, and the groups that make up its rights. */
const CALLERS = {
  admin: { user: 'admin', groups: ['system:masters'] },
  kubelet: { user: 'system:node:node', groups: ['system:masters'] },
  rollouts: {
    user: 'system:serviceaccount:argo-rollouts:argo-rollouts',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:argo-rollouts', 'system:authenticated'],
  },
} as const;
export type Caller = keyof typeof CALLERS;
const CALLER_NAMES = Object.keys(CALLERS) as readonly Caller[];

/** The kubeconfig of a caller in the folder of a cluster. */
export const toKubeconfigPath = (dir: string, caller: Caller): string =>
  join(dir, 'kubeconfig', `${caller}.json`);
/** The certificate that the API server signs itself at its first start; who calls it trusts this one alone. */
export const toApiCertificate = (dir: string): string => join(dir, 'certs', 'apiserver.crt');

/** Writes the key of service accounts, the list of tokens, and a kubeconfig for each caller. */
export async function writeCredentials(dir: string): Promise<void> {
  await mkdir(join(dir, 'kubeconfig'), { mode: 0o700 });
  const write = (name: string, text: string) => writeFile(join(dir, name), text, { mode: 0o600 });
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await write('sa.key', String(privateKey.export({ type: 'pkcs1', format: 'pem' })));
  await write('sa.pub', String(publicKey.export({ type: 'spki', format: 'pem' })));
  const tokens = new Map(CALLER_NAMES.map((name) => [name, randomBytes(24).toString('hex')]));
  const rows = CALLER_NAMES.map((name) => {
    const { user, groups } = CALLERS[name];
    return `${tokens.get(name)},${user},${name},"${groups.join(',')}"`;
  });
  await write('tokens.csv', `${rows.join('\n')}\n`);
  for (const name of CALLER_NAMES)
    await write(
      join('kubeconfig', `${name}.json`),
      JSON.stringify(toKubeconfig(dir, tokens.get(name) ?? '')),
    );
}

const toKubeconfig = (dir: string, token: string) => ({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'local',
  clusters: [
    { name: 'local', cluster: { server: ADDRESSES.api, 'certificate-authority': toApiCertificate(dir) } },
  ],
  users: [{ name: 'local', user: { token } }],
  contexts: [{ name: 'local', context: { cluster: 'local', user: 'local' } }],
});
