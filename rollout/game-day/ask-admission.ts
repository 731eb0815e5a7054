// Manifests of both versions, handed to the API server as people and attackers would.
import { parse, stringify } from 'yaml';
import { toStatement } from '../../lib/core/evidence/to-statement.ts';
import { type Json, toList, toObject } from '../../lib/core/text/json.ts';
import { type KubeApi, KubeError } from '../../lib/node/cluster/kube-api.ts';
import type { Signer } from '../../lib/node/evidence/signer.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { SIGNATURE } from '../admission/manifest/annotations.ts';
import { signFile, type ToSign } from '../admission/manifest/sign-file.ts';
import { ADMISSION_IDS, type Admission, type AdmissionAnswer } from './admissions.ts';
import type { ReleasedVersion } from './parts.ts';

/** A version, and the signed run of the gate on it. */
export interface GatedVersion extends ReleasedVersion {
  readonly run: unknown;
}

export interface AdmissionTrial {
  readonly api: KubeApi;
  readonly namespace: string;
  readonly good: GatedVersion;
  readonly bad: GatedVersion;
  /** A manifest of a pod that nobody has signed, and that names its environment. */
  readonly toPod: (name: string, image: string) => object;
  readonly signer: Signer;
  readonly stop: AbortSignal;
}

interface Manifest {
  readonly json: Json;
  /** SHA-256 of what was signed. */
  readonly signedPart?: string | undefined;
}

const READY_DEADLINE_MS = 120_000;
const POLL_MS = 500;

/**
 * Asks, once admission holds.
 * @throws Error where it does not within its deadline, or nobody answers
 */
export async function askAdmission(
  trial: AdmissionTrial,
): Promise<Readonly<Partial<Record<Admission, AdmissionAnswer>>>> {
  const { good, bad, toPod, stop } = trial;
  await waitUntilAsked(trial);
  const sign = (id: Admission, { image, sha256 }: ReleasedVersion, run?: unknown) =>
    signPod(trial.signer, toPod(id, image), run === undefined ? [] : [{ bundle: run, digests: [sha256] }]);
  const manifests: Readonly<Record<Admission, (id: Admission) => Promise<Manifest>>> = {
    'good-image': (id) => sign(id, good, good.run),
    'bad-image': (id) => sign(id, bad, bad.run),
    'no-evidence': (id) => sign(id, bad),
    'other-evidence': (id) => sign(id, bad, good.run),
    async 'other-signature'(id) {
      const { json } = await sign(id, good, good.run);
      return { json: withImage(json, bad.image) };
    },
    unsigned: async (id) => ({ json: toObject(toPod(id, good.image)) }),
  };
  const answers: Partial<Record<Admission, AdmissionAnswer>> = {};
  for (const id of ADMISSION_IDS) {
    stop.throwIfAborted();
    const { json, signedPart } = await manifests[id](id);
    const refusal = await ask(trial, json);
    answers[id] = { refusal, imageThere: await readImage(trial, id), signedPart };
  }
  return answers;
}

/** Policies and webhook hold a moment after they were applied: the first answer of each is waited for. */
const waitUntilAsked = (trial: AdmissionTrial): Promise<true> =>
  waitFor(
    'admission, which must refuse what nobody signed',
    READY_DEADLINE_MS,
    async () => {
      trial.stop.throwIfAborted();
      const unsigned = toObject(trial.toPod('asked', trial.good.image));
      const byPolicy = await ask(trial, unsigned, true);
      const byServer = await ask(trial, annotate(unsigned, SIGNATURE, 'x'), true);
      return byPolicy?.includes('is not signed') && byServer?.includes('is no JSON') ? true : undefined;
    },
    POLL_MS,
  );

/** Asks the API server to take a pod. @returns its words where it refuses @throws KubeError where nobody answers */
async function ask(
  { api, namespace }: AdmissionTrial,
  pod: Json,
  isDryRun = false,
): Promise<string | undefined> {
  const path = `/api/v1/namespaces/${namespace}/pods${isDryRun ? '?dryRun=All' : ''}`;
  try {
    await api.post(path, pod);
    return undefined;
  } catch (error) {
    if (!(error instanceof KubeError) || error.status === 0) throw error;
    return error.message.replace(`POST ${path}: `, '');
  }
}

async function readImage({ api, namespace }: AdmissionTrial, name: string): Promise<string | undefined> {
  try {
    const { spec } = await api.get<Json>(`/api/v1/namespaces/${namespace}/pods/${name}`);
    return String(toObject(toList(toObject(spec).containers)[0]).image);
  } catch (error) {
    if (error instanceof KubeError && error.status === 404) return undefined;
    throw error;
  }
}

function annotate(pod: Json, key: string, value: string): Json {
  const metadata = toObject(pod.metadata);
  return {
    ...pod,
    metadata: { ...metadata, annotations: { ...toObject(metadata.annotations), [key]: value } },
  };
}

function withImage(pod: Json, image: string): Json {
  const spec = toObject(pod.spec);
  return {
    ...pod,
    spec: { ...spec, containers: toList(spec.containers).map((one) => ({ ...toObject(one), image })) },
  };
}

/** Signs it, as `npm run rollout -- sign-manifest` does. @param evidence what is noted on it, whether it is about its image or not */
async function signPod(
  signer: Signer,
  pod: object,
  evidence: readonly { readonly bundle: unknown; readonly digests: readonly string[] }[],
): Promise<Manifest> {
  const sign = ({ who, environment, part, digest }: ToSign) =>
    signer.sign(
      toStatement({
        kind: 'manifest',
        subjects: [{ name: who, digest: { sha256: digest } }],
        predicate: {
          at: new Date().toISOString(),
          actor: 'the game day',
          environment,
          outcome: 'signed',
          reasons: [],
          details: { part },
        },
      }),
    );
  const { text, signed } = await signFile('the manifest', stringify(pod), sign, evidence, SIGNATURE);
  return { json: parse(text) as Json, signedPart: signed[0]?.digest };
}
