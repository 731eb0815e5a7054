// How far a TestRun is and which pods it has, asked again while the API server is away.
import { type KubeApi, KubeError, type KubeObject } from '../cluster/kube-api.ts';
import { mayPass } from '../http/may-pass.ts';
import { listPods, type Pod } from './pods.ts';
import { toSetUpError } from './set-up-error.ts';
import { TEST_RUNS } from './test-run.ts';

interface TestRun extends KubeObject {
  readonly status?: { readonly stage?: string };
}

/** What was seen. */
export interface Look {
  /** k6-operator's own word; '' before it has looked at the TestRun. */
  readonly stage: string;
  readonly pods: readonly Pod[];
}

export interface LooksAt {
  readonly api: KubeApi;
  readonly namespace: string;
  /** Of the TestRun. */
  readonly name: string;
  readonly say: (line: string) => void;
}

/** As long as a run may last without an API server. */
const AWAY_DEADLINE_MS = 120_000;
export const SAY_EVERY_MS = 10_000;

/**
 * What looks at the TestRun and its pods.
 * @returns undefined for as long as the API server is away, which it says
 * @throws OptionError, Error for what waiting does not change
 */
export function createLook(at: LooksAt): () => Promise<Look | undefined> {
  let answeredMs = performance.now();
  let saidMs = answeredMs;
  return async () => {
    const seen = await look(at).catch((error: unknown) => toPassing(error, at));
    const nowMs = performance.now();
    if (!(seen instanceof KubeError)) {
      answeredMs = saidMs = nowMs;
      return seen;
    }
    if (nowMs - answeredMs > AWAY_DEADLINE_MS) throw toSetUpError(seen, at.namespace);
    if (nowMs - saidMs > SAY_EVERY_MS) {
      saidMs = nowMs;
      const awaySec = Math.round((nowMs - answeredMs) / 1000);
      at.say(`nobody could look at the runners for ${awaySec} s: ${seen.message}`);
    }
    return undefined;
  };
}

/** What may be another answer soon. @throws OptionError, Error for what will not */
function toPassing(error: unknown, { namespace, name }: LooksAt): KubeError {
  if (!(error instanceof KubeError)) throw error;
  if (mayPass(error.status)) return error;
  if (error.status === 404)
    throw new Error(`somebody deleted the TestRun ${name} before its load began (${error.message})`);
  throw toSetUpError(error, namespace);
}

async function look({ api, namespace, name }: LooksAt): Promise<Look> {
  const { status } = await api.get<TestRun>(`${TEST_RUNS}/namespaces/${namespace}/testruns/${name}`);
  return { stage: status?.stage ?? '', pods: await listPods(api, namespace, name) };
}
