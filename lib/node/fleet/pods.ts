// The pods of a fleet, as Kubernetes tells of them, and what is wrong with one in a sentence.
import type { KubeApi, KubeObject } from '../cluster/kube-api.ts';

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: { readonly startedAt?: string };
  readonly terminated?: {
    readonly exitCode: number;
    readonly reason?: string;
    readonly message?: string;
  };
}

/** A pod, as far as it is looked at. */
export interface Pod extends KubeObject {
  readonly spec?: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
    readonly containerStatuses?: readonly { readonly name?: string; readonly state?: ContainerState }[];
  };
}

/** Where the API server tells of all pods of a TestRun: its initializer, its runners, its starter. */
export const toPodsPath = (namespace: string, name: string): string =>
  `/api/v1/namespaces/${namespace}/pods?labelSelector=k6_cr%3D${name}`;

/** All pods of a TestRun. @throws KubeError */
export const listPods = (api: KubeApi, namespace: string, name: string): Promise<readonly Pod[]> =>
  api.list<Pod>(toPodsPath(namespace, name));

interface PodEvent extends KubeObject {
  readonly message?: string;
}

/**
 * Why the pod of a part of a TestRun is not made, as the controller of Jobs was told: a quota is used up, a policy denies it.
 * @returns undefined where nobody says so
 * @throws KubeError, also where events may not be read
 */
export async function findNotMade(api: KubeApi, namespace: string, job: string): Promise<string | undefined> {
  const selector = encodeURIComponent(
    `reason=FailedCreate,involvedObject.kind=Job,involvedObject.name=${job}`,
  );
  const events = await api.list<PodEvent>(`/api/v1/namespaces/${namespace}/events?fieldSelector=${selector}`);
  return events.at(-1)?.message;
}

/** Of k6-operator's own containers, one in each of its pods. A mesh or a policy may put others beside it, before it in the alphabet. */
const OWN_CONTAINERS: ReadonlySet<string> = new Set(['k6', 'k6-curl']);

function stateOf({ status }: Pod): ContainerState {
  const all = status?.containerStatuses ?? [];
  return (all.find(({ name = '' }) => OWN_CONTAINERS.has(name)) ?? all[0])?.state ?? {};
}
const jobOf = ({ metadata }: Pod): string => metadata.labels?.['job-name'] ?? '';
const toReason = (reason: string, message: string | undefined): string =>
  message === undefined ? reason : `${reason}: ${message}`;

/** Which part of the TestRun of this name a pod is: a runner by its number from 1. */
export function toPart(pod: Pod, name: string): number | 'initializer' | 'starter' | undefined {
  const part = jobOf(pod).slice(name.length + 1);
  if (part === 'initializer' || part === 'starter') return part;
  return /^[1-9]\d*$/.test(part) ? Number(part) : undefined;
}

/** Whether its program runs, and nobody has deleted it. */
export const isRunning = (pod: Pod): boolean =>
  pod.status?.phase === 'Running' &&
  stateOf(pod).running !== undefined &&
  pod.metadata.deletionTimestamp === undefined;

/** How a pod's program ended: null for a code that nobody can tell. Undefined while it may go on. */
export interface PodEnd {
  readonly code: number | null;
  /** Kubernetes' own reason, as `OOMKilled` or `Evicted`; null where it is the program's own end. */
  readonly why: string | null;
}

/** Reasons of a container's end that say no more than its exit code. */
const PLAIN_ENDS: ReadonlySet<string> = new Set(['Completed', 'Error']);

/** The reason of a container whose program could not be started, as where its image has none of that name. */
export const NOT_STARTED = 'StartError';

/** The end of a pod that is still there; undefined where it has none yet. */
export function findEnd(pod: Pod): PodEnd | undefined {
  const { phase, reason, message } = pod.status ?? {};
  const { terminated } = stateOf(pod);
  const whole = reason === undefined ? null : toReason(reason, message);
  if (terminated === undefined)
    return phase === 'Failed' || phase === 'Succeeded' ? { code: null, why: whole ?? phase } : undefined;
  const { exitCode, reason: own = '', message: said } = terminated;
  const isPlain = PLAIN_ENDS.has(own) || own === '';
  return { code: exitCode, why: whole ?? (isPlain ? null : own === NOT_STARTED ? toReason(own, said) : own) };
}

/** An end as a sentence takes it in brackets. */
export const describeEnd = ({ code, why }: PodEnd): string =>
  `exit code ${code ?? 'unknown'}${why === null ? '' : `, ${why}`}`;

/** Reasons for which a container waits that do not go away by themselves. Each is told only once Kubernetes has tried twice. */
const HOPELESS: ReadonlySet<string> = new Set([
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'CrashLoopBackOff',
]);

/** What keeps a pod from running. */
export interface PodFault {
  /** The rest of "runner 2 …". */
  readonly fault: string;
  /** Waiting longer will not help. */
  readonly isHopeless: boolean;
}

/** Why a pod does not run yet; undefined where nobody says so, or it runs. */
export function findFault(pod: Pod): PodFault | undefined {
  const { waiting } = stateOf(pod);
  const reason = waiting?.reason ?? '';
  if (waiting !== undefined && reason !== 'ContainerCreating' && reason !== 'PodInitializing')
    return {
      fault: `waits: ${reason}${waiting.message === undefined ? '' : ` (${waiting.message})`}`,
      isHopeless: HOPELESS.has(reason),
    };
  const unplaced = pod.status?.conditions?.find(
    ({ type, status }) => type === 'PodScheduled' && status === 'False',
  );
  return unplaced && { fault: `finds no node: ${unplaced.message ?? unplaced.reason}`, isHopeless: false };
}

export const DELETED = 'its pod was deleted';

/** Why Kubernetes takes a pod away, as it says before it does, or that somebody deleted it; null where neither is so. */
export function findDisruption({ metadata, status }: Pod): string | null {
  const told = status?.conditions?.find(
    ({ type, status: is }) => type === 'DisruptionTarget' && is === 'True',
  );
  if (told) return toReason(told.reason ?? 'disrupted', told.message);
  return metadata.deletionTimestamp === undefined ? null : DELETED;
}
