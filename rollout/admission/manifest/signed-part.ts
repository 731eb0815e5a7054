// The signed part of a manifest: the same for the file, for the object that the API server makes of it, and for that object while
// controllers work on it; another one once anything changes that decides what runs, or whether it may.
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { toCanonicalJson } from '../../../lib/core/text/canonical-json.ts';
import { type Json, toObject } from '../../../lib/core/text/json.ts';
import { isSignedAnnotation, isSignedLabel } from './annotations.ts';
import { KIND_DEFAULTS } from './defaults.ts';
import { toPodPart, toQuantity, toTemplatePart } from './pod-part.ts';
import { changeAt, keepKeys, listAt, prune } from './prune.ts';
import { WORKLOADS, type WorkloadKind } from './workloads.ts';

const drop = () => undefined;

/** A Job selects its pods by a label that the API server makes up, unless it is told to leave that alone. */
const toJobSpec = (spec: unknown): unknown =>
  toObject(spec).manualSelector === true ? spec : changeAt(spec, 'selector', drop);

/** The API server gives these kinds the labels of their pods, where they have none of their own. */
const LABELLED_AS_PODS: readonly WorkloadKind[] = ['Job', 'ReplicationController'];

/** The labels that the object was given: those of its pods say nothing there. */
function toOwnLabels(kind: WorkloadKind, { metadata, spec }: Json): Json | undefined {
  const labels = keepKeys(toObject(metadata).labels, isSignedLabel);
  const template = toObject(toObject(spec).template);
  const isFilled =
    LABELLED_AS_PODS.includes(kind) && isDeepStrictEqual(labels, toObject(template.metadata).labels);
  return isFilled ? undefined : labels;
}

/** @param kind that of the object */
export function toSignedPart(kind: WorkloadKind, object: Json): Json {
  const { apiVersion, metadata } = object;
  const { name, namespace, annotations } = toObject(metadata);
  let part: unknown = { spec: object.spec };
  for (const path of WORKLOADS[kind].changes) part = changeAt(part, path, drop);
  for (const path of WORKLOADS[kind].templates)
    part = path === '' ? { spec: toPodPart(object.spec) } : changeAt(part, path, toTemplatePart);
  if (kind === 'Job') part = changeAt(part, 'spec', toJobSpec);
  if (kind === 'StatefulSet')
    part = changeAt(part, 'spec.volumeClaimTemplates[].spec.resources.requests.storage', toQuantity);
  const kept = toObject(prune(part, KIND_DEFAULTS[kind] ?? {}));
  return {
    apiVersion,
    kind,
    metadata: toObject(
      prune(
        {
          name,
          namespace,
          labels: toOwnLabels(kind, object),
          annotations: keepKeys(annotations, isSignedAnnotation),
        },
        {},
      ),
    ),
    ...kept,
  };
}

/** SHA-256 of a signed part, in hex: the subject of its signature. */
export const toPartDigest = (part: Json): string =>
  createHash('sha256').update(toCanonicalJson(part)).digest('hex');

/** Where the kinds have the template that an undo puts back in place. */
const UNDONE = 'spec.template';

/**
 * SHA-256 of the template of its pods, in hex, with whose it is: an undo brings back that alone, and leaves the rest as it is.
 * @returns undefined for a kind that has none
 */
export function toTemplateDigest(part: Json): string | undefined {
  const [template] = listAt(part, UNDONE);
  if (template === undefined) return undefined;
  const { name, namespace } = toObject(part.metadata);
  return toPartDigest({ kind: part.kind, name, namespace, template });
}

/** Whether nothing else of two signed parts differs. */
export const isSameButTemplate = (one: Json, other: Json): boolean =>
  isDeepStrictEqual(changeAt(one, UNDONE, drop), changeAt(other, UNDONE, drop));
