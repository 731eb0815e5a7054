// The answer to one question of the API server: pure, from the object, the statements that it carries, and the release policy.
import { isObject, toList, toObject } from '../../../lib/core/text/json.ts';
import type { ReleasePolicy } from '../../policy/policy-schema.ts';
import { BREAK_GLASS, EVIDENCE, SIGNATURE } from '../manifest/annotations.ts';
import { listImages, type NamedImage } from '../manifest/images.ts';
import { isSameButTemplate, toPartDigest, toSignedPart, toTemplateDigest } from '../manifest/signed-part.ts';
import { type BrokenGlass, judgeBreakGlass } from './break-glass.ts';
import { readBundles, type Verify } from './bundles.ts';
import { judgeGateRuns } from './gate-runs.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';
import { type Asked, readAnnotation } from './review.ts';
import { judgeSignature } from './signature.ts';

/** What an answer needs beside the question. */
export interface Grounds {
  readonly policy: ReleasePolicy;
  readonly verify: Verify;
  /** Repositories whose images pass no gate. */
  readonly withoutGateRun: readonly string[];
  /** When a signed part, or a template of pods of one, was last admitted by its signature, in epoch milliseconds. */
  readonly admittedAtMs: (digest: string) => number | undefined;
  /** So long it may come back. */
  readonly returnWithinMs: number;
}

/** Why something passes. */
export type Admitted =
  | { readonly as: 'unchanged' }
  | {
      readonly as: 'signed';
      readonly digest: string;
      /** Of the template of its pods; undefined for a kind without one. */
      readonly template: string | undefined;
      readonly signers: readonly string[];
    }
  | { readonly as: 'returned'; readonly digest: string; readonly admittedAt: string }
  | { readonly as: 'put-in'; readonly images: readonly NamedImage[] }
  | {
      readonly as: 'break-glass';
      readonly digest: string;
      readonly glass: BrokenGlass;
      readonly passedOver: Refusal;
    };

const isIn = (repositories: readonly string[]) => (repository: string) => repositories.includes(repository);

/** Containers that are put into a pod that runs: their images are held to the gate, and nobody signs them. */
function judgePutIn(asked: Asked, grounds: Grounds, atMs: number): Admitted | Refusal {
  const { spec } = asked.object;
  const before = new Set(
    toList(toObject(asked.old?.spec).ephemeralContainers).map((one) => JSON.stringify(one)),
  );
  const added = toList(toObject(spec).ephemeralContainers).filter((one) => !before.has(JSON.stringify(one)));
  const images = listImages('Pod', { spec: { ephemeralContainers: added } });
  const evidence = readBundles(readAnnotation(asked.object, EVIDENCE), grounds.verify);
  const needsRun = (repository: string) => !isIn(grounds.withoutGateRun)(repository);
  return judgeGateRuns(images, evidence, grounds.policy, needsRun, atMs) ?? { as: 'put-in', images };
}

/** Whether an object takes questions from outside its namespace, which no signature of its own covers. */
const namesClusterTemplate = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some(namesClusterTemplate)
    : isObject(value) && (value.clusterScope === true || Object.values(value).some(namesClusterTemplate));

/**
 * Whether it may pass.
 * @param atMs the moment, in epoch milliseconds
 */
export function judgeAdmission(asked: Asked, grounds: Grounds, atMs: number): Admitted | Refusal {
  const { kind, object, old } = asked;
  const { policy, verify, withoutGateRun } = grounds;
  if (asked.subResource === 'ephemeralcontainers') return judgePutIn(asked, grounds, atMs);
  const part = toSignedPart(kind, object);
  const digest = toPartDigest(part);
  if (asked.operation === 'UPDATE') {
    const oldPart = old === undefined ? undefined : toSignedPart(kind, old);
    if (oldPart !== undefined && toPartDigest(oldPart) === digest) return { as: 'unchanged' };
    const isUndo = oldPart !== undefined && isSameButTemplate(oldPart, part);
    const known = [digest, isUndo ? toTemplateDigest(part) : undefined].flatMap((one) =>
      one === undefined ? [] : (grounds.admittedAtMs(one) ?? []),
    );
    const before = Math.max(...known);
    if (known.length > 0 && atMs - before <= grounds.returnWithinMs)
      return { as: 'returned', digest, admittedAt: new Date(before).toISOString() };
  }
  const { environment } = policy;
  const signable = { part, digest, environment };
  const read = (annotation: string) => readBundles(readAnnotation(object, annotation), verify);
  const signature = judgeSignature(read(SIGNATURE), signable, policy, atMs);
  const refusal = isRefusal(signature)
    ? signature
    : namesClusterTemplate(object.spec)
      ? refuse(
          'cluster-template',
          'asks questions of a ClusterAnalysisTemplate, which no signature of this environment covers: name an AnalysisTemplate of its namespace',
        )
      : judgeGateRuns(
          listImages(kind, object),
          read(EVIDENCE),
          policy,
          (repository) => !isIn(withoutGateRun)(repository),
          atMs,
        );
  if (refusal === undefined && !isRefusal(signature))
    return {
      as: 'signed',
      digest,
      template: toTemplateDigest(part),
      signers: signature.signers.map(({ name }) => name),
    };
  const passedOver = refusal ?? refuse('unreadable', 'cannot be judged');
  if (readAnnotation(object, BREAK_GLASS) === '') return passedOver;
  const glass = judgeBreakGlass(read(BREAK_GLASS), signable, policy, atMs);
  return isRefusal(glass)
    ? refuse('break-glass', `${glass.says}; without one it is refused, as it ${passedOver.says}`)
    : { as: 'break-glass', digest, glass, passedOver };
}
