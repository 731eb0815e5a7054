// Every command of package.json, for tests that hold all of them to the same.
import { COMPARE } from '../lib/core/compare/options.ts';
import { DISRUPT } from '../lib/core/disrupt/options.ts';
import type { Command } from '../lib/core/options/command.ts';
import { LIVE } from '../lib/core/options/live-options.ts';
import {
  BENCH,
  BENCH_LIVE,
  BUILD,
  BUILD_TOOLS,
  CHAOS,
  JUDGE,
  RELEASE_GATE,
  SOAK,
  UP,
} from '../lib/node/cli/commands.ts';
import { POWER } from '../lib/node/power/options.ts';
import { PROBE } from '../services/aurora/probe/options.ts';
import { PREWARM, REGRESSION } from '../services/aurora/regression/options.ts';
import { SMOKE, SMOKE_RECO_GATES } from '../services/aurora/smoke/commands.ts';
import { FALSE_ABORTS, TEETH } from '../teeth/commands.ts';

export const COMMANDS: readonly Command[] = [
  SOAK,
  JUDGE,
  LIVE,
  COMPARE,
  UP,
  CHAOS,
  DISRUPT,
  PROBE,
  PREWARM,
  REGRESSION,
  SMOKE,
  RELEASE_GATE,
  SMOKE_RECO_GATES,
  BUILD_TOOLS,
  BUILD,
  FALSE_ABORTS,
  POWER,
  BENCH,
  BENCH_LIVE,
  TEETH,
];
