// The quick check: six steps, one exit code.
import { decideExitCode } from '../../lib/core/outcome.ts';
import { loadService } from '../../lib/node/service/load-service.ts';
import { listQuickSteps, type Monitoring } from '../checks/quick.ts';
import { runSteps, type Step } from '../checks/step.ts';
import { type Action, type ActionContext, refuseWord } from './context.ts';

/** What the steps of a check ask, by the options. @throws OptionError where there is no such service */
export async function toMonitoring({
  options,
  prometheus,
  alertmanager,
}: ActionContext): Promise<Monitoring> {
  const scale = options.number('MONITORING_TIME_SCALE');
  return {
    loaded: await loadService(options.text('GATE_SERVICE')),
    prometheus,
    alertmanager,
    timeScale: scale === 1 ? undefined : scale,
  };
}

/** Makes the steps, prints a line for each and what they come to. @returns the exit code */
export async function runChecks({ say, stop }: ActionContext, steps: readonly Step[]): Promise<number> {
  const outcome = await runSteps(steps, (line, result) => {
    stop.throwIfAborted();
    say(line, result);
  });
  return decideExitCode(outcome);
}

/** Six steps. */
export const runCheck: Action = async (context) => {
  refuseWord(context, 'check');
  return runChecks(context, listQuickSteps(await toMonitoring(context)));
};
