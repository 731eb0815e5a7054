// Flows played by their schedules.

import { SERVICE_ADDRESS } from '../../../lib/core/options/address.ts';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { takeSecrets } from '../../../lib/core/smoke/flows/flow.ts';
import { trimSlashes } from '../../../lib/core/text/ends.ts';
import { toMessage } from '../../../lib/core/text/message.ts';
import { type Aimed, aim } from '../../prober/aim.ts';
import { serveFlows } from '../../prober/serve.ts';
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

/** A named place to play flows at; the name is '' where there is but one. */
interface Target {
  readonly name: string;
  readonly base: string;
}

/** The targets that were named. @throws OptionError where a name stands twice, or one is no address */
function listTargets({ options }: ActionContext): readonly Target[] {
  const given = options.text('FLOWS_TARGETS');
  if (given === '') return [];
  const targets = given.split(',').map((part): Target => {
    const at = part.indexOf('=');
    const [name, base] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    if (at < 1 || !TARGET_NAME.test(name) || !SERVICE_ADDRESS.pattern.test(base))
      throw new OptionError(`FLOWS_TARGETS=${part}: give name=http://host:port, several by commas`);
    return { name, base: trimSlashes(base) };
  });
  const names = targets.map(({ name }) => name);
  const twice = names.find((name, n) => names.indexOf(name) < n);
  if (twice !== undefined) throw new OptionError(`FLOWS_TARGETS: ${twice} is named twice`);
  return targets;
}

const TARGET_NAME = /^[a-z][a-z0-9-]{0,30}$/;

/** A flow at each place where it is played; nothing where it is not played in the environment. @throws OptionError where a variable is not set */
function toAimed(
  context: ActionContext,
  flow: ReadyFlow,
  environment: ReturnType<typeof toEnvironment>,
): readonly Aimed[] {
  const place = flow.places[environment];
  if (!place) return [];
  if ('steps' in flow.plays) {
    try {
      takeSecrets(flow.plays.steps, process.env);
    } catch (error) {
      throw new OptionError(toMessage(error));
    }
  }
  const named = listTargets(context);
  const targets = named.length > 0 ? named : [{ name: '', base: findBase(context, flow, place) }];
  const { options } = context;
  const timing = {
    everyMs: toEveryMs(context) ?? Math.round(place.everyMs / options.number('FLOWS_TIME_SCALE')),
    scale: options.number('FLOWS_TIME_SCALE'),
    seed: options.number('FLOWS_SEED'),
  };
  return targets.map((target) => aim(flow, place, target, timing));
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
