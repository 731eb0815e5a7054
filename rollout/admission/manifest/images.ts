// The images that an object makes a node run or mount.
import { toList, toObject } from '../../../lib/core/text/json.ts';
import { listAt } from './prune.ts';
import { WORKLOADS, type WorkloadKind } from './workloads.ts';

/** Where a pod names images, from its spec; the last one is an image that is mounted, not run. */
const LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/** An image and where it stands, as `container app`. */
export interface NamedImage {
  readonly image: string;
  readonly place: string;
}

const PLACES: Readonly<Record<(typeof LISTS)[number], string>> = {
  containers: 'container',
  initContainers: 'init container',
  ephemeralContainers: 'ephemeral container',
};

function listOfPod(spec: unknown): readonly NamedImage[] {
  const pod = toObject(spec);
  const run = LISTS.flatMap((list) =>
    toList(pod[list]).map((one) => ({
      image: String(toObject(one).image ?? ''),
      place: `${PLACES[list]} ${String(toObject(one).name)}`,
    })),
  );
  const mounted = toList(pod.volumes).flatMap((one) => {
    const { name, image } = toObject(one);
    return image === undefined
      ? []
      : [{ image: String(toObject(image).reference ?? ''), place: `volume ${String(name)}` }];
  });
  return [...run, ...mounted];
}

/** All of an object, with their places. */
export const listImages = (kind: WorkloadKind, object: unknown): readonly NamedImage[] =>
  WORKLOADS[kind].templates
    .flatMap((path) => listAt(object, path))
    .flatMap((template) => listOfPod(toObject(template).spec));

/** An image by its repository and its digest; undefined where it is not named by digest. */
export function parseImage(
  image: string,
): { readonly repository: string; readonly sha256: string } | undefined {
  const { repository, sha256 } =
    /^(?<repository>[^@\s]+?)(?::[\w][\w.-]*)?@sha256:(?<sha256>[0-9a-f]{64})$/.exec(image)?.groups ?? {};
  return repository === undefined || sha256 === undefined ? undefined : { repository, sha256 };
}
