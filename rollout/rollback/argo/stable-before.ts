// Which version was stable beside each canary: Argo forgets that with the promotion. Whoever watches writes it down, and a restart, or a
// rollback by hand, reads it.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, toJsonOrNone } from '../../../lib/core/text/json.ts';
import { toMessage } from '../../../lib/core/text/message.ts';
import { writeWhole } from '../../../lib/node/files/write-whole.ts';
import {
  isNewest,
  type ReplicaSetObject,
  type RolloutObject,
  toHash,
  toRevision,
} from './rollout-objects.ts';

/** Release → pod template hash of the version that was stable before it. */
export type StableBefore = Readonly<Record<string, string>>;

/** Releases of one Rollout that are kept, and of all of them. */
const MOST_RELEASES = 1_000;
const FILE = 'stable-before.json';

/** One release of a version: released again, after others, it has another revision. */
export const toRelease = ({ metadata }: RolloutObject, set: ReplicaSetObject): string =>
  `${metadata.uid} ${toHash(set)} ${toRevision(set)}`;

/**
 * What is known after a look at a Rollout: pure. The same object where there is no news.
 * A version that was there before and comes back is on its way back, and what is stable beside that is what is to go.
 */
export function noteStable(
  known: StableBefore,
  rollout: RolloutObject,
  sets: readonly ReplicaSetObject[],
): StableBefore {
  const { currentPodHash: current = '', stableRS: stable = '' } = rollout.status ?? {};
  const canary = sets.find((one) => toHash(one) === current);
  if (canary === undefined || stable === '' || stable === current || !isNewest(canary, sets)) return known;
  const release = toRelease(rollout, canary);
  if (known[release] === stable) return known;
  const { [release]: _, ...others } = known;
  return Object.fromEntries([...Object.entries(others).slice(1 - MOST_RELEASES), [release, stable]]);
}

export interface StableMemory {
  /** Takes note of a look. It never throws: what cannot be written down is remembered until the end of the process, and told. */
  note(rollout: RolloutObject, sets: readonly ReplicaSetObject[]): Promise<void>;
  /** '' where nobody saw it. */
  recall(release: string): string;
}

/** The memory of a folder, which is made with the first note. A file that is none is told, and nothing of it believed. */
export async function openStableMemory(dir: string, tell: (line: string) => void): Promise<StableMemory> {
  const file = join(dir, FILE);
  let known = await readKnown(file, tell);
  return {
    recall: (release) => known[release] ?? '',
    async note(rollout, sets) {
      const noted = noteStable(known, rollout, sets);
      if (noted === known) return;
      known = noted;
      await mkdir(dir, { recursive: true, mode: 0o700 })
        .then(() => writeWhole(file, `${JSON.stringify(known, null, 2)}\n`))
        .catch((error: unknown) =>
          tell(
            `which version was stable is remembered until we end, and no longer: ${toMessage(error)}; give ROLLBACK_STATE_DIR another folder`,
          ),
        );
    },
  };
}

async function readKnown(file: string, tell: (line: string) => void): Promise<StableBefore> {
  try {
    const value = toJsonOrNone(await readFile(file, 'utf8'));
    if (isStableBefore(value)) return value;
    tell(`${file} does not say which versions were stable: nothing of it is believed`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      tell(`${file} cannot be read: ${toMessage(error)}`);
  }
  return {};
}

const isStableBefore = (value: unknown): value is StableBefore =>
  isObject(value) && Object.values(value).every((one) => typeof one === 'string');
