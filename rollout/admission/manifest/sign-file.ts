// A file of manifests, signed: each workload gets its signature as an annotation, and everything else stays as its author wrote it.
import { type Document, isMap, parseAllDocuments } from 'yaml';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { isObject, type Json, toObject } from '../../../lib/core/text/json.ts';
import { ENVIRONMENTS, type Environment } from '../../decision/policy-words.ts';
import { ENVIRONMENT_LABEL } from '../policy/scope.ts';
import { BREAK_GLASS, EVIDENCE, MOST_ANNOTATION, type SIGNATURE } from './annotations.ts';
import { listImages, parseImage } from './images.ts';
import { toPartDigest, toSignedPart } from './signed-part.ts';
import { findWorkloadKind, type WorkloadKind } from './workloads.ts';

/** What is signed of one manifest. */
export interface ToSign {
  readonly who: string;
  readonly environment: Environment;
  readonly part: Json;
  readonly digest: string;
  /** Digests of its images. */
  readonly images: readonly string[];
}
/** Signs one, and gives the bundle. */
export type SignPart = (signed: ToSign) => Promise<object>;

/** Why a manifest cannot be signed, as its end of a sentence; undefined where it can. */
function findFault(kind: WorkloadKind, manifest: Json): string | undefined {
  const { name, namespace } = toObject(manifest.metadata);
  if (typeof name !== 'string')
    return 'has no name; give it one, since a name that the cluster makes up cannot be signed';
  if (typeof namespace !== 'string')
    return 'names no namespace; a signature holds for one, so write it into the file';
  const environment = toObject(toObject(manifest.metadata).annotations)[ENVIRONMENT_LABEL];
  if (!ENVIRONMENTS.some((one) => one === environment))
    return `names no environment; give it the annotation ${ENVIRONMENT_LABEL}, one of ${ENVIRONMENTS.join(', ')}`;
  const tagged = listImages(kind, manifest).find(({ image }) => parseImage(image) === undefined);
  if (tagged !== undefined)
    return `names the image ${tagged.image} without its digest; name it as repository@sha256:…, since a tag can be moved`;
  return undefined;
}

function toToSign(kind: WorkloadKind, manifest: Json, name: string): ToSign {
  const fault = findFault(kind, manifest);
  const metadata = toObject(manifest.metadata);
  const who = `${kind} ${String(metadata.namespace ?? '?')}/${String(metadata.name ?? '?')}`;
  if (fault !== undefined) throw new OptionError(`${name}: ${who} ${fault}`);
  const part = toSignedPart(kind, manifest);
  const environment = toObject(metadata.annotations)[ENVIRONMENT_LABEL] as Environment;
  const images = listImages(kind, manifest).flatMap(({ image }) => parseImage(image)?.sha256 ?? []);
  return { who, environment, part, digest: toPartDigest(part), images };
}

/** As a reader of YAML 1.1 has it, which the API server's is: `yes` is no text there. */
const parse = (name: string, text: string): readonly Document[] => {
  const documents = parseAllDocuments(text, { version: '1.1' });
  const all: readonly Document[] = Array.isArray(documents) ? documents : [];
  const [error] = all.flatMap(({ errors }) => errors);
  if (error !== undefined) throw new OptionError(`${name}: ${error.message}`);
  return all;
};

/** What a file holds that is signed. @throws OptionError where one of it cannot be */
export function listToSign(name: string, text: string): readonly ToSign[] {
  return parse(name, text).flatMap((document) => {
    const manifest: unknown = document.toJS();
    const kind = isObject(manifest) ? findWorkloadKind(manifest.kind) : undefined;
    return kind === undefined || !isObject(manifest) ? [] : [toToSign(kind, manifest, name)];
  });
}

export interface SignedFile {
  readonly text: string;
  readonly signed: readonly ToSign[];
}

/**
 * Signs each workload of a file; what is no workload is left as it is.
 * @param name what messages call the file
 * @param evidence bundles of gate runs, of which each workload gets those that are about its images
 * @param annotation the one that the bundle goes into: a signature or a break-glass
 * @throws OptionError where one cannot be signed: then none is
 */
export async function signFile(
  name: string,
  text: string,
  sign: SignPart,
  evidence: readonly { readonly bundle: unknown; readonly digests: readonly string[] }[],
  annotation: typeof SIGNATURE | typeof BREAK_GLASS,
): Promise<SignedFile> {
  const documents = parse(name, text);
  const signed: ToSign[] = [];
  // All of them are looked at before the first is signed.
  listToSign(name, text);
  for (const document of documents) {
    const manifest: unknown = document.toJS();
    const kind = isObject(manifest) ? findWorkloadKind(manifest.kind) : undefined;
    if (kind === undefined || !isObject(manifest)) {
      if (isObject(manifest) && Array.isArray(manifest.items))
        throw new OptionError(
          `${name}: a List cannot be signed; write its items as documents of their own (---)`,
        );
      continue;
    }
    const toSign = toToSign(kind, manifest, name);
    const about = evidence.filter(({ digests }) => digests.some((digest) => toSign.images.includes(digest)));
    const set = (key: string, value: unknown) => {
      const json = JSON.stringify(value);
      if (json.length > MOST_ANNOTATION)
        throw new OptionError(
          `${name}: ${key} of ${toSign.who} would have ${json.length} characters, and ${MOST_ANNOTATION} are read; give the newest gate run of each image alone`,
        );
      document.setIn(['metadata', 'annotations', key], json);
    };
    if (isMap(document.getIn(['metadata', 'annotations'])))
      document.deleteIn(['metadata', 'annotations', BREAK_GLASS]);
    set(annotation, await sign(toSign));
    if (about.length > 0)
      set(
        EVIDENCE,
        about.map(({ bundle }) => bundle),
      );
    signed.push(toSign);
  }
  if (signed.length === 0)
    throw new OptionError(
      `${name} holds no workload that could be signed; give a file with a Rollout, a Deployment, a Job or the like`,
    );
  return {
    text: documents.map((document) => document.toString({ lineWidth: 0, directives: false })).join('---\n'),
    signed,
  };
}
