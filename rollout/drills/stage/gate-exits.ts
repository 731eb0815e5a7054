// How the gate's Job ended, told by its pods.
import { type KubeApi, KubeError, type KubeObject } from '../../../lib/node/cluster/kube-api.ts';
import type { GateVerdict } from '../../decision/measurements.ts';
import { GATE } from '../../templates/questions/gate-job.ts';

interface Pod extends KubeObject {
  readonly status?: {
    readonly containerStatuses?: readonly {
      readonly state?: { readonly terminated?: { readonly exitCode: number; readonly finishedAt: string } };
    }[];
  };
}

/** The gate's exit codes for its verdicts. Any other is none. */
const VERDICTS: Readonly<Record<number, GateVerdict['outcome']>> = {
  0: 'pass',
  1: 'fail',
  3: 'inconclusive',
};

/** One run of the gate in a pod. */
export interface GateExit {
  readonly pod: string;
  readonly code: number;
  /** undefined: it came to none. */
  readonly verdict: GateVerdict['outcome'] | undefined;
  readonly finishedAt: string;
}

/** Those that have ended; none where the API server is away. */
export async function readGateExits(api: KubeApi, namespace: string): Promise<readonly GateExit[]> {
  const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=app.kubernetes.io%2Fname%3D${GATE}`;
  const pods = await api.list<Pod>(path).catch((error: unknown) => {
    if (error instanceof KubeError) return [];
    throw error;
  });
  return pods.flatMap(({ metadata, status }) =>
    (status?.containerStatuses ?? []).flatMap(({ state }) =>
      state?.terminated === undefined
        ? []
        : [
            {
              pod: metadata.name,
              code: state.terminated.exitCode,
              verdict: VERDICTS[state.terminated.exitCode],
              finishedAt: state.terminated.finishedAt,
            },
          ],
    ),
  );
}
