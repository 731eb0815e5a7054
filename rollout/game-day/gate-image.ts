// The gate on one version by itself: a pod of its image, the soak's load on that, and the run as signed evidence.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RUN_EVIDENCE_FILE } from '../../lib/core/evidence/places.ts';
import { toChildEnvironment } from '../../lib/core/options/child-environment.ts';
import { toJsonOrNone } from '../../lib/core/text/json.ts';
import { applyManifests } from '../../lib/node/cluster/apply.ts';
import type { KubeObject } from '../../lib/node/cluster/kube-api.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import type { LoadedService } from '../../lib/node/service/load-service.ts';
import type { Stage } from '../drills/stage/stage.ts';
import type { AskedEffort } from '../effort/asked-schema.ts';
import { toImageName } from './evidence.ts';
import type { ReleasedVersion } from './parts.ts';
import { toVersionPod } from './version-pod.ts';

/** As short as a gate can be, without faults: the upstream is everybody's. Admission asks for that, and for no less. */
export const GAME_DAY_GATE = { profile: 'quick', leastS: 30, faults: false } as const satisfies AskedEffort;
const LOAD = {
  PROFILE: GAME_DAY_GATE.profile,
  DURATION_SECONDS: String(GAME_DAY_GATE.leastS),
  BASE_RPS: '3',
} as const;
const READY_DEADLINE_MS = 90_000;
const SOAK_DEADLINE_MS = 240_000;
const POLL_MS = 250;

/** By what the run is signed, and the log that takes it. */
export interface RunSigning {
  /** File of a private key. */
  readonly keyFile: string;
  readonly evidenceDir: string;
}

export interface GateRun {
  readonly exitCode: number | null;
  /** The signed statement of the run. */
  readonly bundle: unknown;
}

interface Pod extends KubeObject {
  readonly status?: {
    readonly podIP?: string;
    readonly containerStatuses?: readonly { readonly ready?: boolean }[];
  };
}

/**
 * Plays it, in the namespace of a stage. The run signs itself.
 * @param dir gets the folder of the run
 * @throws Error where the pod does not come up, or the run leaves no signed statement
 */
export async function gateImage(
  { access, api, namespace, values }: Pick<Stage, 'access' | 'api' | 'namespace' | 'values'>,
  loaded: LoadedService,
  { image, sha256 }: ReleasedVersion,
  { keyFile, evidenceDir }: RunSigning,
  dir: string,
  stop: AbortSignal,
): Promise<GateRun> {
  const { reference } = loaded.service;
  if (reference === undefined) throw new Error(`${loaded.service.id} has no embedded stack to be gated`);
  const name = 'gated';
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  const pod = toVersionPod({ name, namespace }, image, values, reference);
  await applyManifests(access, [pod], dir);
  try {
    const address = await waitFor(
      'the pod that is gated',
      READY_DEADLINE_MS,
      async () => {
        const { status } = await api.get<Pod>(path);
        return status?.containerStatuses?.[0]?.ready === true ? status.podIP : undefined;
      },
      POLL_MS,
    );
    const out = join(dir, 'gate');
    const { code, output } = await runProgram(
      process.execPath,
      [repoPath('scripts', 'launch.mjs'), 'soak', '--sign'],
      {
        cwd: repoPath(),
        env: {
          ...toChildEnvironment('system', process.env),
          ...LOAD,
          GATE_SERVICE: loaded.service.id,
          BASE: `http://${address}:${values.port}`,
          TOXIPROXY_ENABLED: String(GAME_DAY_GATE.faults),
          OUTPUT_DIR: out,
          SIGN_KEY: keyFile,
          SIGN_SUBJECT: `${toImageName(image)}@sha256:${sha256}`,
          SIGN_ENVIRONMENT: values.environment,
          SIGN_BY: 'the gate of the game day',
          EVIDENCE_LOG: evidenceDir,
        },
        timeoutMs: SOAK_DEADLINE_MS,
        stop,
      },
    );
    const [run = ''] = await readdir(out).catch(() => []);
    const bundle = toJsonOrNone(await readFile(join(out, run, RUN_EVIDENCE_FILE), 'utf8').catch(() => ''));
    if (bundle === undefined) throw new Error(`the gate signed nothing: ${output.trim().slice(-400)}`);
    return { exitCode: code, bundle };
  } finally {
    await api.remove(`${path}?gracePeriodSeconds=0`);
  }
}
