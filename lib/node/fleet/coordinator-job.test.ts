// What is committed of deploy/k6-operator is what is made here: `npx vitest -u run lib/node/fleet` writes it anew.
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { repoPath } from '../files/paths.ts';
import { toCoordinatorJob, toJournalClaim, toRights } from './coordinator-job.ts';

const RIGHTS = `# The rights of a coordinator of runners, in the namespace of its runs: docs/fleet.md.
#   kubectl --namespace load apply -f rbac.yaml
`;
const CLAIM = 'aurora-gate-journals';
const JOB = `# A soak by 4 runners, whose coordinator is this Job: docs/fleet.md. Its exit code is the run's: 0 pass, 1 fail, 2 set-up, 3 inconclusive.
# Set the image to where you push this repository's Dockerfile, and the address of your service.
#   kubectl --namespace load create -f job.yaml
`;
const JOB_WITH_VOLUME = `# The same for a long run: its runners write their rows to a volume that all of them and the coordinator mount. Logs rotate, and a node keeps some.
# The volume has to show a row within a second of its write: over NFS that takes a storage class with \`mountOptions: [sync]\`.
# From the second run on the claim is there already, which kubectl says.
#   kubectl --namespace load create -f job-with-volume.yaml
`;
const write = (objects: readonly object[]) =>
  objects.map((object) => stringify(object, { aliasDuplicateObjects: false })).join('---\n');

test.each([
  ['rbac.yaml', RIGHTS + write(toRights())],
  [
    'job.yaml',
    JOB +
      write([
        toCoordinatorJob({
          image: 'aurora-gate:local',
          args: ['--runners', '4', '--base', 'http://aurora-bff:3300', '--profile', 'gate'],
        }),
      ]),
  ],
  [
    'job-with-volume.yaml',
    JOB_WITH_VOLUME +
      write([
        toJournalClaim(CLAIM),
        toCoordinatorJob({
          image: 'aurora-gate:local',
          args: ['--runners', '4', '--base', 'http://aurora-bff:3300', '--duration-seconds', '86400'],
          journals: CLAIM,
        }),
      ]),
  ],
])('deploy/k6-operator/%s', async (file, text) => {
  await expect(text).toMatchFileSnapshot(repoPath('deploy/k6-operator', file));
});
