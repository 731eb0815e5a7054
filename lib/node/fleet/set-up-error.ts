// What a cluster refuses to a fleet that has not begun, in a sentence that names who is to do what.
import { OptionError } from '../../core/options/option-error.ts';
import { KubeError } from '../cluster/kube-api.ts';
import { mayPass } from '../http/may-pass.ts';

/** How RBAC refuses. Quotas, policies and namespaces that are being removed answer with 403 as well, in words of their own. */
const NO_RIGHT = / cannot \S+ resource /;
const NO_NAMESPACE = /namespaces "[^"]*" not found/;
/** What each asks for, by what Kubernetes says of it; the first that fits counts. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/exceeded quota/, 'raise that quota, or play in another namespace'],
  [/being terminated/, 'wait until it is gone and make it anew, or play in another namespace'],
  [/strict decoding error/, "see whether RUNNER_POD has keys alone that a TestRun's `runner` knows"],
  [/failed calling webhook/, 'see whether that webhook runs, or play in another namespace'],
  [/denied|admission|webhook/i, 'ask the owner of that policy, or play in another namespace'],
];

/** What Kubernetes says of a refusal, and what it asks for. */
export function withRemedy(message: string): string {
  const [, remedy] = REMEDIES.find(([says]) => says.test(message)) ?? [];
  return remedy === undefined ? message : `${message}; ${remedy}`;
}

/** Whether somebody who was let in is not any more, or may not do this. */
export const lacksRight = ({ status, message }: KubeError): boolean =>
  status === 401 || (status === 403 && NO_RIGHT.test(message));

/**
 * An error as the one who set the run up is told it; those that are none of the cluster stay as they are.
 * @param namespace of the fleet
 */
export function toSetUpError(error: unknown, namespace: string): unknown {
  if (!(error instanceof KubeError)) return error;
  const { status, message } = error;
  if (status === 0)
    return new OptionError(`${message}; see whether it is up, and whether this machine reaches it`);
  if (mayPass(status))
    return new OptionError(`the API server failed again and again: ${withRemedy(message)}`);
  if (status === 404)
    return new OptionError(
      NO_NAMESPACE.test(message)
        ? `the cluster has no namespace ${namespace}: make it, or name another with --namespace (${message})`
        : `the cluster has no k6-operator: install it, or name another cluster with --kubeconfig (${message})`,
    );
  if (status === 401)
    return new OptionError(
      `the cluster does not know the account that you come with: its token has expired or was withdrawn, so log in again (${message})`,
    );
  if (lacksRight(error))
    return new OptionError(
      `the account that you come with lacks a right that deploy/k6-operator/rbac.yaml gives (${message})`,
    );
  return new OptionError(`the namespace ${namespace} takes no fleet: ${withRemedy(message)}`);
}
