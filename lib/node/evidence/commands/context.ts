// What every action of `npm run evidence` is given.

import type { OptionValues } from '../../../core/options/option.ts';
import { OptionError } from '../../../core/options/option-error.ts';
import { type OptionReading, readOptions } from '../../../core/options/read-options.ts';
import { createVoice, RefusedError, type Voice } from '../../cli/action.ts';
import { type Keys, readKeys } from '../read-keys.ts';
import { type LogVerification, verifyLog } from '../verify-log.ts';
import { ACTION_DOCS, EVIDENCE, type EvidenceAction } from './options.ts';

export interface EvidenceContext extends Voice {
  readonly action: EvidenceAction;
  readonly options: OptionReading;
  /** The log, the run or the bundle; '' where none was named. */
  readonly folder: string;
  /** The word after that; '' for none. */
  readonly index: string;
}

/** @throws OptionError where an option cannot be used */
export function createContext(
  values: OptionValues,
  action: EvidenceAction,
  folder: string,
  index: string,
): EvidenceContext {
  const options = readOptions(EVIDENCE.options, values);
  if (action !== 'show' && index !== '')
    throw new OptionError(`${action} takes no further word; --help lists the options`);
  return { action, options, folder, index, ...createVoice(options) };
}

/** The folder that was named. @throws OptionError where none was */
export function requireFolder({ action, folder }: EvidenceContext): string {
  if (folder !== '') return folder;
  throw new OptionError(`${action} needs a folder, which ${ACTION_DOCS[action]}; name it behind the action`);
}

/** Who is trusted. @throws OptionError where nobody was named */
export function requireKeys({ options }: EvidenceContext): Promise<Keys> {
  const paths = options
    .text('EVIDENCE_KEYS')
    .split(',')
    .map((path) => path.trim())
    .filter(Boolean);
  if (paths.length === 0)
    throw new OptionError(
      'EVIDENCE_KEYS is empty: name the public keys that are trusted with --keys; they must come from elsewhere than the log',
    );
  return readKeys(paths);
}

/**
 * A log that is whole.
 * @throws RefusedError where it is not: what is wrong with it is for verify to say
 */
export async function requireWhole(context: EvidenceContext): Promise<LogVerification> {
  const dir = requireFolder(context);
  const found = await verifyLog(dir, await requireKeys(context));
  const [first] = found.faults;
  if (first !== undefined || found.unread.length > 0)
    throw new RefusedError(
      `${dir} is not whole (${first ? `${first.file} ${first.text}`.trim() : found.unread[0]}); npm run evidence -- verify tells all of it`,
    );
  return found;
}

/** Prints a value as JSON. */
export function printJson(print: Voice['print'], value: unknown): void {
  print(JSON.stringify(value, null, 2));
}
