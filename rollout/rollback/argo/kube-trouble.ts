// What a no of the API server is to a rollback.
import { KubeError } from '../../../lib/node/cluster/kube-api.ts';
import { ActuatorError, type Trouble } from '../actuator.ts';

function toTrouble(status: number): Trouble {
  if (status === 0) return 'unreached';
  if (status === 401 || status === 403) return 'denied';
  if (status === 404) return 'missing';
  if (status === 409) return 'conflict';
  if (status === 429 || status >= 500) return 'busy';
  return status >= 400 ? 'refused' : 'strange';
}

export const REMEDIES: Readonly<Record<Trouble, string>> = {
  unreached: 'it is asked again',
  busy: 'it is asked again',
  conflict: 'it is read again',
  denied: 'give an account that may read and patch the Rollout, as rollout/generated has it',
  missing: 'correct the namespace or the name of the Rollout',
  refused: 'see what it says',
  strange: 'see whether the kubeconfig leads to an API server',
};

/** @throws ActuatorError in the place of a KubeError */
export async function withTrouble<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    const trouble = toTrouble(error.status);
    throw new ActuatorError(`${error.message}; ${REMEDIES[trouble]}`, trouble);
  }
}
