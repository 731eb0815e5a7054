// The pods of a fleet, kept up to date: listed, then watched, and listed again when the watch is lost.
import { setTimeout as pause } from 'node:timers/promises';
import { toJsonOrNone, toObject } from '../../../core/text/json.ts';
import { type KubeApi, KubeError } from '../../cluster/kube-api.ts';
import { readLines } from '../../cluster/stream.ts';
import { type Pod, toPodsPath } from '../pods.ts';

export interface PodsToWatch {
  readonly api: KubeApi;
  readonly socketPath: string;
  readonly namespace: string;
  /** Of the TestRun. */
  readonly name: string;
  /** Told each pod whenever it is another; `isGone`: with how it was at last. */
  readonly onPod: (pod: Pod, isGone: boolean) => void;
  readonly signal: AbortSignal;
}

interface PodList {
  readonly metadata?: { readonly resourceVersion?: string };
  readonly items?: readonly Pod[];
}

/** A watch that says nothing may be one that is lost. */
const IDLE_MS = 15_000;
const RETRY_MS = 250;

/** Watches until `signal` aborts. While the API server is away it is asked again and again. */
export async function watchPods(watch: PodsToWatch): Promise<void> {
  const { api, socketPath, namespace, name, onPod, signal } = watch;
  const path = toPodsPath(namespace, name);
  const known = new Map<string, Pod>();
  const note = (pod: Pod) => {
    known.set(pod.metadata.name, pod);
    onPod(pod, false);
  };
  const noteGone = (pod: Pod) => {
    known.delete(pod.metadata.name);
    onPod(pod, true);
  };
  while (!signal.aborted) {
    try {
      const { items = [], metadata = {} } = await api.get<PodList>(path);
      const there = new Set(items.map((pod) => pod.metadata.name));
      for (const pod of items) note(pod);
      for (const [podName, pod] of known) if (!there.has(podName)) noteGone(pod);
      await readLines({
        socketPath,
        path: `${path}&watch=true&resourceVersion=${metadata.resourceVersion ?? ''}`,
        onLines: (lines) => {
          for (const line of lines) {
            const { type, object } = toObject(toJsonOrNone(line));
            if (type === 'DELETED') noteGone(object as Pod);
            else if (type === 'ADDED' || type === 'MODIFIED') note(object as Pod);
          }
        },
        signal,
        idleMs: IDLE_MS,
      });
    } catch (error) {
      if (!(error instanceof KubeError)) throw error;
    }
    await pause(RETRY_MS, undefined, { signal }).catch(() => {});
  }
}
