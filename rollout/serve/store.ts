// What is known of each rollout, on disk: one small file each, written whole, so that a restart goes on from it.
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '../../lib/core/options/option-error.ts';
import { toJsonOrNone } from '../../lib/core/text/json.ts';
import { toMessage } from '../../lib/core/text/message.ts';
import { writeWhole } from '../../lib/node/files/write-whole.ts';
import type { Override } from '../decision/override.ts';
import type { State } from '../decision/state-schema.ts';

/** A rollout, by the names that Kubernetes gives. */
export interface RolloutName {
  readonly namespace: string;
  readonly rollout: string;
}

export interface Known extends RolloutName {
  readonly state: State;
  readonly override: Override | null;
}

export interface Store {
  /** Everything that was written, and which files could not be used. */
  readAll(): Promise<{ readonly known: readonly Known[]; readonly unusable: readonly string[] }>;
  write(known: Known): Promise<void>;
}

const END = '.state.json';
export const toKey = ({ namespace, rollout }: RolloutName): string => `${namespace}.${rollout}`;

/**
 * A store in a folder, which is made where it is missing.
 * @throws OptionError where it cannot be made
 */
export async function openStore(dir: string): Promise<Store> {
  await mkdir(dir, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw new OptionError(
      `ROLLOUT_STATE_DIR=${dir} cannot be made (${toMessage(error)}); give another folder`,
    );
  });
  return {
    async readAll() {
      const { Check } = await import('typebox/value');
      const { KnownForm } = await import('./known-schema.ts');
      const known: Known[] = [];
      const unusable: string[] = [];
      for (const name of (await readdir(dir)).filter((one) => one.endsWith(END)).sort()) {
        const value = toJsonOrNone(await readFile(join(dir, name), 'utf8'));
        if (Check(KnownForm, value)) known.push(value);
        else unusable.push(join(dir, name));
      }
      return { known, unusable };
    },
    write: (known) => writeWhole(join(dir, `${toKey(known)}${END}`), `${JSON.stringify(known)}\n`),
  };
}
