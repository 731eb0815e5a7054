// How often the decision is wrong, on canaries of which the truth is known.
import { readFile } from 'node:fs/promises';
import { replaceBlock } from '../../lib/core/power/report.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { writeWhole } from '../../lib/node/files/write-whole.ts';
import {
  computeUpperBound,
  countErrors,
  type Figures,
  holds,
  toFigures,
  toFiguresTable,
} from '../simulation/figures.ts';
import { SCENARIOS, type Scenario } from '../simulation/scenarios.ts';
import { type Load, simulateRun, toTruth } from '../simulation/simulate.ts';
import { choosePolicy } from './choose-policy.ts';
import { type Action, refuseWord } from './context.ts';

/** 50 calls a second, of which the canary gets every fifth, as with one of five pods. */
const LOAD: Load = { callsPerS: 50, weight: 0.2 };
const PAGE = 'docs/rollout-decision.md';

/** Simulates every scenario, prints the table, and says whether the bounds hold. */
export const runSimulate: Action = async (context) => {
  refuseWord(context, 'simulate');
  const { options, tell, stop } = context;
  const { environment, policy } = await choosePolicy(context);
  const runs = options.number('ROLLOUT_RUNS');
  const seed = options.number('ROLLOUT_SEED');
  const all: Figures[] = [];
  const simulate = async (scenario: Scenario) => {
    const played = [];
    for (let n = 0; n < runs; n++) {
      // So that Ctrl-C is heard.
      if (n % 20 === 0) await new Promise(setImmediate);
      stop.throwIfAborted();
      played.push(simulateRun(scenario, policy, LOAD, (seed + n) % 2 ** 32));
    }
    return toFigures(scenario.title, toTruth(scenario.at(scenario.truthAtSec ?? 0), policy), played);
  };
  for (const scenario of SCENARIOS) {
    tell(scenario.title);
    all.push(await simulate(scenario));
  }
  const content = [
    `${runs} canaries of each kind by the policy of ${environment}, ${LOAD.callsPerS} calls a second, ${LOAD.weight * 100} % of them to the canary; seeds from ${seed} on.`,
    '',
    toFiguresTable(all),
    '',
  ].join('\n');
  process.stdout.write(content);
  if (options.isOn('ROLLOUT_WRITE')) {
    const page = replaceBlock(await readFile(repoPath(PAGE), 'utf8'), 'simulated', content);
    await writeWhole(repoPath(PAGE), page);
  }
  const broken = all.filter((figures) => !holds(figures));
  for (const figures of broken) {
    const bound = computeUpperBound(countErrors(figures) ?? 0, figures.runs);
    tell(`${figures.title}: up to ${(bound * 100).toFixed(2)} % may be wrong; more runs narrow that`);
  }
  return broken.length === 0 ? 0 : 1;
};
