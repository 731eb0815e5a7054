// The namespace of a drill: made by it, known by a label, and removed with all that is in it.
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { type KubeApi, KubeError, type KubeObject } from '../../../lib/node/cluster/kube-api.ts';
import { waitFor } from '../../../lib/node/process/wait.ts';

const [OWNER_LABEL, OWNER] = ['aurora-gate.dev/made-by', 'drill'];
const GONE_DEADLINE_MS = 120_000;
const POLL_MS = 250;

const find = async (api: KubeApi, name: string): Promise<KubeObject | undefined> =>
  api.get<KubeObject>(`/api/v1/namespaces/${name}`).catch((error: unknown) => {
    if (error instanceof KubeError && error.status === 404) return undefined;
    throw error;
  });

/**
 * Makes it; one that an earlier drill left is removed first.
 * @param labels what else it is labelled
 * @throws OptionError where somebody else made it
 */
export async function makeNamespace(
  api: KubeApi,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<void> {
  const found = await find(api, name);
  if (found && found.metadata.labels?.[OWNER_LABEL] !== OWNER)
    throw new OptionError(
      `the namespace ${name} is not one that a drill made; remove it, or move what is in it elsewhere`,
    );
  if (found) await removeNamespace(api, name);
  await api.post('/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { ...labels, [OWNER_LABEL]: OWNER } },
  });
}

/** Removes it, and waits until it is gone. @throws Error where it is not, after its deadline */
export async function removeNamespace(api: KubeApi, name: string): Promise<void> {
  const ask = async () => {
    const found = await find(api, name);
    if (found === undefined) return true;
    if (found.metadata.deletionTimestamp === undefined) await api.remove(`/api/v1/namespaces/${name}`);
    return undefined;
  };
  // The API server may be away, or refuse for a moment as it comes up again.
  const askAgain = (error: unknown) => {
    if (!(error instanceof KubeError)) throw error;
    return undefined;
  };
  await waitFor(`the end of the namespace ${name}`, GONE_DEADLINE_MS, () => ask().catch(askAgain), POLL_MS);
}
