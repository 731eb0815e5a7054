import { expect, test } from 'vitest';
import { listDigestNames } from './image-digests.ts';

const A = `sha256:${'a'.repeat(64)}`;
const B = `sha256:${'b'.repeat(64)}`;
const TYPE = 'application/vnd.docker.distribution.manifest.v2+json';
const line = (name: string, digest: string) => `${name}   ${TYPE} ${digest} 1.9 MiB linux/amd64 -`;

test.each<[string, readonly string[], readonly (readonly [string, string])[]]>([
  ['nothing', ['REF TYPE DIGEST SIZE PLATFORMS LABELS'], []],
  [
    'an image by its tag',
    [line('docker.io/local/a:1', A)],
    [['docker.io/local/a:1', `docker.io/local/a@${A}`]],
  ],
  ['one of a registry with a port', [line('r:5000/a:v1.2', A)], [['r:5000/a:v1.2', `r:5000/a@${A}`]]],
  ['one that has both names', [line('a:1', A), line(`a@${A}`, A)], []],
  ['one whose tag was moved', [line('a:1', B), line(`a@${A}`, A)], [['a:1', `a@${B}`]]],
  ["containerd's own name", [line(B, A)], []],
])('of %s', (_, lines, names) => {
  expect(listDigestNames(`${lines.join('\n')}\n`)).toEqual(names);
});
