// What every action is given.
import type { OptionValues } from '../../lib/core/options/option.ts';
import { OptionError } from '../../lib/core/options/option-error.ts';
import { type OptionReading, readOptions } from '../../lib/core/options/read-options.ts';
import { toShown } from '../../lib/core/text/plain-text.ts';
import { createRedactor } from '../../lib/core/text/redact.ts';
import { ROLLOUT } from './options.ts';

/** What was asked for cannot be done, and nothing of it was: exit code 1. The message is one sentence. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

export interface ActionContext {
  readonly options: OptionReading;
  /** The word after the action; '' for none. */
  readonly word: string;
  readonly stop: AbortSignal;
  /** A line of what was asked for. */
  readonly say: (line: string) => void;
  /** A line about how it goes on. */
  readonly tell: (line: string) => void;
}

/** An action. @returns its exit code */
export type Action = (context: ActionContext) => Promise<number>;

/**
 * The context of an action, from option values by variable name.
 * @throws OptionError where one cannot be used
 */
export function createContext(values: OptionValues, word: string, stop: AbortSignal): ActionContext {
  const options = readOptions(ROLLOUT.options, values);
  const redact = createRedactor(options.secrets);
  return {
    options,
    word,
    stop,
    say: (line) => console.log(toShown(redact(line))),
    tell: (line) => console.error(toShown(redact(line))),
  };
}

/** A word that an action has no use for is a slip. @throws OptionError */
export function refuseWord({ word }: ActionContext, action: string): void {
  if (word !== '') throw new OptionError(`${action} takes no further word; --help lists the options`);
}

/** The exit code of an action that broke off: see the table of ROLLOUT. */
export const toErrorCode = (error: unknown): number => (error instanceof RefusedError ? 1 : 2);
