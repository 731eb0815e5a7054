// The letters that were not delivered: each a file from the moment it is told until its receiver has taken it, so that no end of ours loses
// one. What nobody took stays, for `replay`.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toJsonOrNone } from '../../lib/core/text/json.ts';
import { writeWhole } from '../../lib/node/files/write-whole.ts';
import type { RolloutEvent } from './events-schema.ts';
import type { Letter } from './letter-schema.ts';

export const LETTERS_DIR = 'dead-letters';

export interface Letters {
  /** Those that are there, the oldest first, and which files are none. */
  list(): Promise<{ readonly letters: readonly Letter[]; readonly unusable: readonly string[] }>;
  write(letter: Letter): Promise<void>;
  remove(letter: Letter): Promise<void>;
}

let lastMs = 0;
/** A new letter to an endpoint. Its id begins with its moment, and no two of ours have the same: sorted, they are in their order. */
export function createLetter(endpoint: string, event: RolloutEvent, nowMs: number): Letter {
  lastMs = Math.max(nowMs, lastMs + 1);
  const id = `msg_${lastMs}_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  return { endpoint, id, event, attempts: 0, problem: '' };
}

/** The letters of a folder, which is made with the first. */
export function openLetters(stateDir: string): Letters {
  const dir = join(stateDir, LETTERS_DIR);
  const toFile = ({ id, endpoint }: Letter) => join(dir, `${id}.${endpoint}.json`);
  return {
    async list() {
      const { Check } = await import('typebox/value');
      const { Letter: Form } = await import('./letter-schema.ts');
      const letters: Letter[] = [];
      const unusable: string[] = [];
      const names = await readdir(dir).catch(() => []);
      for (const name of names.filter((one) => one.endsWith('.json')).sort()) {
        const value = toJsonOrNone(await readFile(join(dir, name), 'utf8').catch(() => ''));
        if (Check(Form, value)) letters.push(value);
        else unusable.push(join(dir, name));
      }
      return { letters, unusable };
    },
    async write(letter) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await writeWhole(toFile(letter), `${JSON.stringify(letter, null, 2)}\n`);
    },
    remove: (letter) => rm(toFile(letter), { force: true }),
  };
}
