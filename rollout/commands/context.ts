// What every action is given.
import type { OptionValues } from '../../lib/core/options/option.ts';
import { type OptionReading, readOptions } from '../../lib/core/options/read-options.ts';
import { createVoice, RefusedError, type Voice } from '../../lib/node/cli/action.ts';
import { ROLLOUT } from './options.ts';

export { RefusedError, refuseWord } from '../../lib/node/cli/action.ts';

export interface ActionContext extends Voice {
  readonly options: OptionReading;
  /** The word after the action; '' for none. */
  readonly word: string;
  readonly stop: AbortSignal;
}

/** An action. @returns its exit code */
export type Action = (context: ActionContext) => Promise<number>;

/**
 * The context of an action, from option values by variable name.
 * @throws OptionError where one cannot be used
 */
export function createContext(values: OptionValues, word: string, stop: AbortSignal): ActionContext {
  const options = readOptions(ROLLOUT.options, values);
  return {
    options,
    word,
    stop,
    ...createVoice(options),
  };
}

/** The exit code of an action that broke off: see the table of ROLLOUT. */
export const toErrorCode = (error: unknown): number => (error instanceof RefusedError ? 1 : 2);
