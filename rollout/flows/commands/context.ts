// What every action is given.
import type { OptionValues } from '../../../lib/core/options/option.ts';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { type OptionReading, readOptions } from '../../../lib/core/options/read-options.ts';
import { toTargetLine } from '../../../lib/core/options/target.ts';
import { parseWithout } from '../../../lib/core/service/parts.ts';
import { parseDurationMs } from '../../../lib/core/smoke/flows/duration.ts';
import { trimSlashes } from '../../../lib/core/text/ends.ts';
import { toHint } from '../../../lib/core/text/nearest.ts';
import { createVoice, type Voice } from '../../../lib/node/cli/action.ts';
import type { LoadedService } from '../../../lib/node/service/load-service.ts';
import { readFlowSet } from '../files/flow-set.ts';
import type { ReadyFlow } from '../files/ready-flow.ts';
import { toFaultLine } from '../files/source.ts';
import { toFlowsCommand } from './options.ts';

export interface ActionContext extends Voice {
  readonly loaded: LoadedService;
  readonly options: OptionReading;
  /** The words after the action. */
  readonly words: readonly string[];
  /** The address that was given, without a slash at its end; '' for none. */
  readonly base: string;
  readonly without: readonly string[];
  readonly stop: AbortSignal;
}

/** An action. @returns its exit code */
export type Action = (context: ActionContext) => Promise<number>;

/**
 * The context of an action, from option values by variable name.
 * @throws OptionError where one cannot be used
 */
export function createContext(
  loaded: LoadedService,
  values: OptionValues,
  words: readonly string[],
  stop: AbortSignal,
): ActionContext {
  const command = toFlowsCommand(loaded.service);
  const options = readOptions(command.options, values);
  return {
    loaded,
    options,
    words,
    base: trimSlashes(options.text('BASE')),
    without: parseWithout(loaded.service, values),
    stop,
    ...createVoice(options),
  };
}

/** Says what the action is aimed at. @throws OptionError where that is in doubt */
export function announceTarget({ loaded, base, tell }: ActionContext): void {
  const base_ = toFlowsCommand(loaded.service).options.find(({ env }) => env === 'BASE');
  if (base_) tell(toTargetLine(base_, base, loaded.service, process.env));
}

/**
 * The flows of these ids, all where none is named.
 * @throws OptionError where there is none, one is not known, or one has a fault
 */
export async function takeFlows({ loaded, words }: ActionContext): Promise<readonly ReadyFlow[]> {
  const { flows, faults } = await readFlowSet(loaded);
  const known = flows.map(({ id }) => id);
  const [first] = faults;
  if (first) {
    const more = faults.length > 1 ? ` and ${faults.length - 1} more; npm run flows -- lint lists them` : '';
    throw new OptionError(`${toFaultLine(first)}${more}`);
  }
  if (flows.length === 0)
    throw new OptionError(`${loaded.service.id} has no flows; write one as flows/<id>.yaml in its folder`);
  const unknown = words.find((word) => !known.includes(word));
  if (unknown !== undefined)
    throw new OptionError(
      `${loaded.service.id} has no flow ${unknown}; it has ${known.join(', ')}${toHint(unknown, known)}`,
    );
  return words.length === 0 ? flows : flows.filter(({ id }) => words.includes(id));
}

/** The environment that was asked for. */
export const toEnvironment = ({ options }: ActionContext): 'staging' | 'pre-prod' | 'prod' => {
  const name = options.text('FLOWS_ENVIRONMENT');
  return name === 'prod' || name === 'pre-prod' ? name : 'staging';
};

/** The one period that was asked for in place of those of the flows, in ms; undefined where none was. */
export function toEveryMs({ options }: ActionContext): number | undefined {
  const every = options.text('FLOWS_EVERY');
  return every === '' ? undefined : parseDurationMs(every);
}
