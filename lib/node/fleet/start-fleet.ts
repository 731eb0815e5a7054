// A run's load as n runners of k6-operator, with the face of the one k6 of this machine: it writes the one journal, and has one end.

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { listGates } from '../../../thresholds/gates.ts';
import { FLEET_OPTIONS } from '../../core/fleet/fleet-options.ts';
import { createFleetMerge } from '../../core/fleet/merge.ts';
import { toRunId } from '../../core/journal/trace-id.ts';
import type { OptionValues } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { isCounted } from '../../core/plan/place-options.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { listOptions } from '../../core/plan/run-options.ts';
import { computeVirtualUsers } from '../../core/plan/virtual-users.ts';
import { toMessage } from '../../core/text/message.ts';
import { checkBase } from '../http/preflight.ts';
import { toFlagsVariable } from '../k6/counted-flags.ts';
import { K6_MEMORY } from '../k6/start-k6.ts';
import type { Load } from '../process/child.ts';
import type { Cleanup } from '../process/cleanup.ts';
import { runWhenWeEnd } from '../process/with-us.ts';
import type { RunFiles } from '../run-folder/run-files.ts';
import type { LoadedService } from '../service/load-service.ts';
import { awaitRunners } from './await-runners.ts';
import { coordinate } from './follow/coordinate.ts';
import { makeJournalFolder } from './journal-volume.ts';
import { keepAlive, makeObjects, removeFleet } from './objects.ts';
import type { Fleet } from './open-fleet.ts';
import { sortVariables } from './runner-env.ts';
import { toObjects } from './test-run.ts';

export interface FleetStart {
  readonly fleet: Fleet;
  readonly loaded: LoadedService;
  readonly plan: Plan;
  /** The built script. */
  readonly bundle: string;
  readonly files: RunFiles;
  /** The run's option values, all resolved. */
  readonly options: OptionValues;
  /** Variables of k6 itself: where its metrics go besides. */
  readonly k6: OptionValues;
  readonly cleanup: Cleanup;
  readonly stop: AbortSignal;
  readonly say: (line: string) => void;
}

/** What every runner finds itself by, in its own pod. */
const OWN_ADDRESS = 'localhost:6565';
/** The sentinel is one more. */
const SENTINELS = 1;

/**
 * Makes the runners, and begins and follows them once all wait for it.
 * @throws OptionError, Error where they do not come to that: nothing is left in the cluster
 */
export async function startFleet(start: FleetStart): Promise<Load> {
  const { fleet, loaded, plan, files, cleanup, stop, say } = start;
  const { api, socketPath, namespace } = fleet;
  const users = computeVirtualUsers(loaded.service, plan).max + SENTINELS;
  if (users < plan.runners)
    throw new OptionError(
      `RUNNERS=${plan.runners}: the plan has ${users} virtual users, and each runner needs one; give fewer runners, or higher rates`,
    );
  const name = `soak-${randomBytes(4).toString('hex')}`;
  const objects = toFleetObjects(start, name, await readScript(start));
  const letGo = fleet.remover
    ? runWhenWeEnd(fleet.remover[0] ?? '', [
        ...fleet.remover.slice(1),
        ...['testruns.k6.io', 'configmap', 'secret'].map((kind) => `${kind}/${name}`),
      ])
    : () => {};
  const alive = new AbortController();
  cleanup.add(async () => {
    alive.abort();
    // A machine that is gone lets go of nothing. That is no finding about the service; the next run tries again.
    await removeFleet(fleet, name).then(letGo, (error: unknown) =>
      say(`could not remove all of ${name}: ${toMessage(error)}`),
    );
  });
  if (fleet.journals) await makeJournalFolder(fleet.journals, name);
  await makeObjects(api, objects, namespace);
  void keepAlive(api, namespace, name, alive.signal);
  say(`${plan.runners} runners as ${name} in the namespace ${namespace}`);
  const pods = await awaitRunners({ api, socketPath, namespace, name, runners: plan.runners, stop, say });
  const gates = listGates(loaded.service, plan);
  const merge = createFleetMerge({
    ...{ service: loaded.service, plan, gates, runners: plan.runners },
    counted: isCounted(start.options),
  });
  const askBase = () => countAnswers(plan.base, loaded);
  return coordinate({ fleet, name, pods, merge, askBase, files, say });
}

/** As many answers as tell by themselves that four lost calls are no chance. */
const MOST_ASKED = 10;

/** How many calls in a row BASE answers, of so many at the most. */
async function countAnswers(base: string, { service }: LoadedService): Promise<number> {
  for (let answered = 0; answered < MOST_ASKED; answered++) {
    const isAnswer = await checkBase(base, service, async () => []).then(
      () => true,
      () => false,
    );
    if (!isAnswer) return answered;
  }
  return MOST_ASKED;
}

function toFleetObjects(
  { fleet, loaded, plan, options, k6 }: FleetStart,
  name: string,
  script: Readonly<Record<string, Buffer>> | string,
) {
  const table = listOptions(loaded.service);
  const ours = new Set([...FLEET_OPTIONS.map(({ env }) => env), 'OUTPUT_DIR', 'LIVE']);
  const told = Object.fromEntries(
    table.filter(({ env }) => !ours.has(env)).map(({ env }) => [env, options[env]]),
  );
  const { env, secrets } = sortVariables(table, {
    ...K6_MEMORY,
    ...k6,
    ...told,
    K6_ADDRESS: OWN_ADDRESS,
    RUNNERS: String(plan.runners),
    RUN_ID: toRunId(Date.now() / 1000),
    EVENTS: 'on',
    ...(isCounted(options) ? toFlagsVariable(loaded.service) : {}),
  });
  const { namespace, image, starterImage, pod } = fleet;
  try {
    return toObjects({
      ...{ name, namespace, image, starterImage, pod, script, env, secrets },
      runners: plan.runners,
      journals: fleet.journals?.claim ?? '',
      counted: isCounted(options),
      owner: toOwner(process.env),
    });
  } catch (error) {
    throw error instanceof RangeError ? new OptionError(error.message) : error;
  }
}

/** The pod that we are, where we are one: what it made goes with it. */
function toOwner({ POD_NAME: name, POD_UID: uid }: NodeJS.ProcessEnv) {
  return name && uid ? { kind: 'Pod', name, uid } : undefined;
}

async function readScript({ fleet, loaded, bundle }: FleetStart) {
  if (fleet.script !== '') return fleet.script;
  const names = Object.values(loaded.service.forms ?? {}).map(({ file }) => basename(file.name));
  const forms = names.map(async (file) => [file, await readFile(join(dirname(bundle), file))] as const);
  return { 'soak.js': await readFile(bundle), ...Object.fromEntries(await Promise.all(forms)) };
}
