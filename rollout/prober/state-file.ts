// The file in which a prober remembers what a restart must not lose. One that is damaged is told of and left behind.
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { toJsonOrNone } from '../../lib/core/text/json.ts';
import { toMessage } from '../../lib/core/text/message.ts';
import { writeWhole } from '../../lib/node/files/write-whole.ts';
import { listFormFaults } from '../../lib/node/yaml/form-faults.ts';
import type { ProberState } from './state-schema.ts';

/** What was found: a state, or none, and where it could not be used why. */
export interface FoundState {
  readonly state: ProberState | undefined;
  /** '' where nothing is wrong. */
  readonly note: string;
}

/** Reads the state of this owner. It never throws: a prober that cannot remember starts fresh. */
export async function readState(file: string, owner: string): Promise<FoundState> {
  const fresh = (why: string): FoundState => ({
    state: undefined,
    note: `${file} ${why}; the prober starts fresh`,
  });
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? { state: undefined, note: '' } : fresh(`cannot be read (${toMessage(error)})`);
  }
  const value = toJsonOrNone(content);
  if (value === undefined) return fresh('is damaged: it is no JSON');
  const { ProberState: form } = await import('./state-schema.ts');
  const [fault] = listFormFaults(value, form);
  if (fault) return fresh(`is damaged: ${[fault.path, fault.says].filter(Boolean).join(' ')}`);
  const state = value as ProberState;
  if (state.owner !== owner) return fresh(`is that of ${state.owner}`);
  return { state, note: '' };
}

export interface StateWriter {
  /** Writes what `toState` gives, once what is being written is written; calls while it waits are one. */
  readonly save: () => void;
  /** Resolves when nothing is left to write. */
  readonly settled: () => Promise<void>;
  /** Why the last write failed; '' where it did not. */
  readonly trouble: () => string;
}

/** A writer that never throws: a full disk is ours, and must not end the probing. */
export function createStateWriter(file: string, toState: () => ProberState): StateWriter {
  let writing: Promise<void> = Promise.resolve();
  let isAsked = false;
  let trouble = '';
  const write = async () => {
    isAsked = false;
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeWhole(file, `${JSON.stringify(toState())}\n`);
      trouble = '';
    } catch (error) {
      trouble = toMessage(error);
    }
  };
  return {
    save() {
      if (isAsked) return;
      isAsked = true;
      writing = writing.then(write);
    },
    settled: () => writing,
    trouble: () => trouble,
  };
}
