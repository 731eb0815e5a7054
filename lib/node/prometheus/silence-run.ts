// A silence for the alerts of a run's own target: open before the load begins, over at every end.
import { basename } from 'node:path';
import { SILENCE_OPTIONS } from '../../core/monitoring/silence-options.ts';
import type { OptionValues } from '../../core/options/option.ts';
import { readOptions } from '../../core/options/read-options.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { toShown } from '../../core/text/plain-text.ts';
import { redactText } from '../../core/text/redact.ts';
import type { Cleanup } from '../process/cleanup.ts';
import type { ApiServer } from './api.ts';
import { parseMatchers } from './matchers.ts';

/** What a run may take beyond its plan: to heal, to judge, and for the service to recover. After that a silence of a killed run is over. */
const GRACE_SEC = 600;

export interface SilencedRun {
  readonly plan: Plan;
  readonly runDir: string;
  readonly cleanup: Cleanup;
  readonly stop: AbortSignal;
  readonly say: (line: string) => void;
}

/**
 * Opens a silence for the alerts of the service, where the options ask for one, and reads it back; `cleanup` ends it. Where that
 * fails, the run says so, and the silence ends by itself.
 * @throws ApiError where Alertmanager does not hold the alerts back; OptionError for matchers that are none
 */
export async function silenceRun(given: OptionValues, run: SilencedRun): Promise<void> {
  const { plan, runDir, cleanup, stop, say } = run;
  const options = readOptions(SILENCE_OPTIONS, given);
  if (!options.isOn('SILENCE')) return;
  const server: ApiServer = {
    name: 'Alertmanager',
    url: options.text('ALERTMANAGER_URL'),
    urlEnv: 'ALERTMANAGER_URL',
    token: options.text('ALERTMANAGER_TOKEN'),
    tokenEnv: 'ALERTMANAGER_TOKEN',
    stop,
  };
  // Loaded here: its checks of what is answered take longer than the start of a run that asks for no silence.
  const { endSilence, openSilence } = await import('./alertmanager.ts');
  const { id, endsAt } = await openSilence(server, {
    matchers: [
      { name: 'service', value: plan.service, isRegex: false, isEqual: true },
      ...parseMatchers(options.text('SILENCE_MATCHER'), 'SILENCE_MATCHER'),
    ],
    lengthMs: (plan.timing.totalSec + GRACE_SEC) * 1_000,
    comment: `soak ${basename(runDir)} against ${redactText(plan.base || 'the embedded stack')}`,
    createdBy: 'aurora-gate',
  });
  // The run may have been stopped by then, and its silence is to be ended all the same.
  const toTheEnd = { ...server, stop: new AbortController().signal };
  cleanup.add(async () => {
    await endSilence(toTheEnd, id).catch((error: Error) => {
      say(
        `silence ${id} could not be ended (${toShown(error.message)}); it ends by itself at ${endsAt.toISOString()}`,
      );
    });
  });
  say(
    `alerts of ${plan.service} are held back by silence ${id}, until ${endsAt.toISOString()} at the latest`,
  );
}
