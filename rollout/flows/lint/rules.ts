// What the linter finds beside the form of a file: flows that name what is not there, prove nothing, or do not fit their schedule.
import { isLoopback, withoutBrackets } from '../../../lib/core/options/address.ts';
import { ENVIRONMENTS } from '../../../lib/core/smoke/flows/environments.ts';
import { toHint } from '../../../lib/core/text/nearest.ts';
import type { Folder } from '../files/folder.ts';
import { type FlowSource, listSlos, toPlace } from '../files/ready-flow.ts';
import { type FlowFault, type Place, toFault } from '../files/source.ts';
import { listStepFaults } from './step-rules.ts';
import { listVariableFaults } from './variable-rules.ts';

/** What is wrong with a flow. @param all those it is read with, itself among them */
export function listRuleFaults(
  flow: FlowSource,
  all: readonly FlowSource[],
  folder: Folder,
): readonly FlowFault[] {
  const { source, joined } = flow;
  const faults: FlowFault[] = [...joined.faults];
  const add = (place: Place, text: string) => faults.push(toFault(source, place, text));
  checkNames(flow, all, add);
  checkSlo(flow, folder, add);
  checkPlaces(flow, add);
  if (source.value.uses) checkUses(flow, folder, add);
  else faults.push(...listStepFaults(joined, source), ...listVariableFaults(joined, source));
  if ((source.value.uses === undefined) === (source.value.steps === undefined))
    add([], 'give either steps or uses: a flow plays one of the two');
  return faults;
}

type Add = (place: Place, text: string) => void;

function checkNames({ source, name }: FlowSource, all: readonly FlowSource[], add: Add): void {
  const { id } = source.value;
  if (id !== name) add(['id'], `id is ${id} and the file is called ${name}; give both one name`);
  const other = all.find((one) => one.source !== source && one.source.value.id === id);
  if (other) add(['id'], `id ${id} is that of ${other.source.file}, too; a flow is known by its id`);
}

function checkSlo({ source }: FlowSource, folder: Folder, add: Add): void {
  const { slo, slos = [] } = source.value;
  const known = listSlos(source.value, folder).map(({ id }) => id);
  if (!known.includes(slo)) {
    const has = known.length > 0 ? `there are ${[...new Set(known)].join(', ')}` : 'none is there';
    add(['slo'], `slo: no objective ${slo}; ${has}, and slos gives more${toHint(slo, known)}`);
  }
  for (const [i, { id }] of slos.entries()) {
    if (known.indexOf(id) !== i) add(['slos', i, 'id'], `slos[${i}]: the objective ${id} is there already`);
    if (id !== slo)
      add(['slos', i, 'id'], `slos[${i}]: nothing counts for ${id}; leave it out, or bind slo to it`);
  }
}

function checkPlaces({ source, joined }: FlowSource, add: Add): void {
  const { environments, uses } = source.value;
  const worstMs = uses ? 0 : joined.flow.steps.reduce((sum, { timeoutMs }) => sum + timeoutMs, 0);
  for (const name of ENVIRONMENTS) {
    const spec = environments[name];
    if (spec === undefined) {
      add(
        ['environments'],
        `environments: no target for ${name}; give one, or none where it is not played there`,
      );
      continue;
    }
    if (spec === 'none') continue;
    const place = toPlace(spec);
    const at = ['environments', name];
    if ('address' in place.target && !isOwnMachine(place.target.address))
      add(
        [...at, 'target'],
        `environments.${name}.target must be an address of this machine, or \${env.NAME}: nobody is called by default`,
      );
    const deadlineAt = spec.deadline === undefined ? [...at, 'every'] : [...at, 'deadline'];
    if (place.deadlineMs > place.everyMs)
      add(
        deadlineAt,
        `environments.${name}: a run may take ${place.deadlineMs} ms and the next is due after ${place.everyMs}; shorten deadline`,
      );
    else if (worstMs > place.deadlineMs)
      add(
        deadlineAt,
        `environments.${name}: its steps may take ${worstMs} ms together (the sum of their timeouts) and a run has ${place.deadlineMs}; shorten their timeouts, or raise every and deadline`,
      );
  }
  if (ENVIRONMENTS.every((name) => environments[name] === 'none'))
    add(['environments'], 'environments: it is played nowhere');
}

function isOwnMachine(address: string): boolean {
  try {
    const { hostname, username } = new URL(address);
    return isLoopback(withoutBrackets(hostname)) && username === '';
  } catch {
    return false;
  }
}

function checkUses({ source }: FlowSource, folder: Folder, add: Add): void {
  const { uses = {}, include, variables, secrets } = source.value;
  const { journeys, smoke, check, variants = [], options } = uses;
  const kinds = Object.entries({ journeys, smoke, check }).filter(([, value]) => value !== undefined);
  if (kinds.length !== 1) add(['uses'], 'uses: give exactly one of journeys, smoke and check');
  const need = (place: Place, kind: string, name: string, known: readonly string[]) => {
    if (known.includes(name)) return;
    const has = known.length > 0 ? `it has ${known.join(', ')}` : 'it has none';
    add(['uses', ...place], `uses: the service has no ${kind} ${name}; ${has}${toHint(name, known)}`);
  };
  for (const [i, name] of (journeys ?? []).entries()) need(['journeys', i], 'journey', name, folder.journeys);
  if (smoke !== undefined) need(['smoke'], 'smoke', smoke, Object.keys(folder.smokes));
  if (check !== undefined)
    need(
      ['check'],
      'check',
      check,
      folder.checks.map(({ id }) => id),
    );
  for (const [i, name] of variants.entries()) need(['variants', i], 'variant', name, folder.variants);
  if (options !== undefined && check === undefined)
    add(['uses', 'options'], 'uses.options: only a check takes options');
  if (variants.length > 1 && check !== undefined)
    add(['uses', 'variants'], 'uses.variants: a check takes one variant, or all');
  for (const [key, value] of Object.entries({ include, variables, secrets }))
    if (value !== undefined)
      add([key], `${key}: a flow that uses what is there already has no steps to take them; leave it out`);
}
