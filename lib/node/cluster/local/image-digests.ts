// The images of a node under their digests too, as manifests name them whose tags must not be moved.

/** `ctr images list`, a line each: its name, its type, its digest. */
const LISTED = /^(?<repository>\S+):(?<tag>[\w.-]+)\s+\S+\s+(?<digest>sha256:[0-9a-f]{64})\s/;

/** The further names that a list of images asks for: `repository@digest` for each that has a tag alone. */
export function listDigestNames(listed: string): readonly (readonly [name: string, byDigest: string])[] {
  const lines = listed.split('\n');
  return lines.flatMap((line) => {
    const { repository, tag, digest } = LISTED.exec(line)?.groups ?? {};
    if (repository === undefined || repository.startsWith('sha256') || repository.includes('@')) return [];
    const byDigest = `${repository}@${digest}`;
    const isNamed = lines.some((other) => other.startsWith(`${byDigest} `));
    return isNamed ? [] : [[`${repository}:${tag}`, byDigest] as const];
  });
}

/** Names each image of a node by its digest. A pull by digest finds nothing here: no registry has them. */
export async function nameByDigest(ctr: (...args: readonly string[]) => Promise<string>): Promise<void> {
  for (const [name, byDigest] of listDigestNames(await ctr('images', 'list')))
    await ctr('images', 'tag', name, byDigest);
}
