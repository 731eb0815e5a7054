// Flows played by their schedules.

import { SERVICE_ADDRESS } from '../../../lib/core/options/address.ts';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { takeSecrets } from '../../../lib/core/smoke/flows/flow.ts';
import { trimSlashes } from '../../../lib/core/text/ends.ts';
import { toMessage } from '../../../lib/core/text/message.ts';
import { redactText } from '../../../lib/core/text/redact.ts';
import { type Aimed, serveFlows } from '../../prober/serve.ts';
import type { FlowPlace, ReadyFlow } from '../files/ready-flow.ts';
import { createFlowPlayer } from '../play/player.ts';
import { type Action, type ActionContext, takeFlows, toEnvironment, toEveryMs } from './context.ts';

/** Serves until it is asked to stop. */
export const runServe: Action = async (context) => {
  const { loaded, options, without, stop, say, tell } = context;
  const environment = toEnvironment(context);
  const aimed = (await takeFlows(context)).flatMap((flow) => toAimed(context, flow, environment));
  if (aimed.length === 0)
    throw new OptionError(
      `no flow of ${loaded.service.id} is played in ${environment}; give it a place there`,
    );
  if (options.isOn('FLOWS_EXIT_WITH_PARENT'))
    process.stdin.resume().on('end', () => process.kill(process.pid, 'SIGTERM'));
  // A pipe that is open would keep us here when all is done.
  stop.addEventListener('abort', () => process.stdin.destroy(), { once: true });
  await serveFlows(
    await createFlowPlayer(loaded),
    aimed,
    {
      environment,
      host: options.text('FLOWS_HOST'),
      port: options.number('FLOWS_PORT'),
      stateFile: options.text('FLOWS_STATE_FILE'),
      logFile: options.text('FLOWS_LOG'),
      concurrency: options.number('FLOWS_CONCURRENCY'),
      without,
    },
    { stop, onListening: say, tell },
  );
  return 0;
};

/** A flow with where it is played; nothing where it is not played in the environment. @throws OptionError where a variable is not set */
function toAimed(
  context: ActionContext,
  flow: ReadyFlow,
  environment: ReturnType<typeof toEnvironment>,
): readonly Aimed[] {
  const place = flow.places[environment];
  if (!place) return [];
  const { options } = context;
  const scale = options.number('FLOWS_TIME_SCALE');
  const everyMs = toEveryMs(context) ?? Math.round(place.everyMs / scale);
  const base = findBase(context, flow, place);
  if ('steps' in flow.plays) {
    try {
      takeSecrets(flow.plays.steps, process.env);
    } catch (error) {
      throw new OptionError(toMessage(error));
    }
  }
  return [
    {
      flow,
      base,
      probe: {
        id: flow.id,
        target: redactText(base),
        slo: { ...flow.slo, windowMs: flow.slo.windowMs / scale },
        deadlineMs: Math.round(Math.min(place.deadlineMs / scale, everyMs)),
        table: {
          flow: flow.id,
          everyMs,
          jitterRatio: place.jitterRatio,
          seed: options.number('FLOWS_SEED'),
        },
      },
    },
  ];
}

function findBase({ base }: ActionContext, flow: ReadyFlow, { target }: FlowPlace): string {
  if (base !== '') return base;
  if ('address' in target) return trimSlashes(target.address);
  const value = process.env[target.variable] ?? '';
  if (!SERVICE_ADDRESS.pattern.test(value))
    throw new OptionError(
      `${target.variable} is ${value === '' ? 'not set' : 'no address'}, and the flow ${flow.id} is aimed by it; set it, or give --target`,
    );
  return trimSlashes(value);
}
