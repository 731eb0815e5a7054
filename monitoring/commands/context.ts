// What every action is given.
import type { OptionValues } from '../../lib/core/options/option.ts';
import { type OptionReading, readOptions } from '../../lib/core/options/read-options.ts';
import { createVoice, RefusedError, type Voice } from '../../lib/node/cli/action.ts';
import { ApiError, type ApiServer } from '../../lib/node/prometheus/api.ts';
import { MONITORING } from './options.ts';

export { RefusedError, refuseWord } from '../../lib/node/cli/action.ts';

export interface ActionContext extends Voice {
  readonly options: OptionReading;
  /** The word after the action; '' for none. */
  readonly word: string;
  readonly prometheus: ApiServer;
  readonly alertmanager: ApiServer;
  /** Undefined where no address was given. */
  readonly grafana: ApiServer | undefined;
  readonly stop: AbortSignal;
}

/** An action. @returns its exit code */
export type Action = (context: ActionContext) => Promise<number>;

/**
 * The context of an action, from option values by variable name.
 * @throws OptionError where one cannot be used
 */
export function createContext(values: OptionValues, word: string, stop: AbortSignal): ActionContext {
  const options = readOptions(MONITORING.options, values);
  const toServer = (name: string, prefix: string): ApiServer => ({
    name,
    url: options.text(`${prefix}_URL`),
    urlEnv: `${prefix}_URL`,
    token: options.text(`${prefix}_TOKEN`),
    tokenEnv: `${prefix}_TOKEN`,
    stop,
  });
  return {
    options,
    word,
    prometheus: toServer('Prometheus', 'PROMETHEUS'),
    alertmanager: toServer('Alertmanager', 'ALERTMANAGER'),
    grafana: options.text('GRAFANA_URL') === '' ? undefined : toServer('Grafana', 'GRAFANA'),
    stop,
    ...createVoice(options),
  };
}

/** The exit code of an action that broke off: see the table of MONITORING. */
export function toErrorCode(error: unknown): number {
  if (error instanceof RefusedError) return 1;
  return error instanceof ApiError && error.trouble === 'refused' ? 1 : 2;
}
