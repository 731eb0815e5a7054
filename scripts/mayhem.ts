// npm run mayhem: short soaks, each struck by something at a moment drawn by the seed; none may say what it cannot know, or leave anything.
import { join } from 'node:path';
import { OptionError } from '../lib/core/options/option-error.ts';
import { readOptions } from '../lib/core/options/read-options.ts';
import { DEFAULT_SERVICE } from '../lib/core/plan/run-options.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { createPaint } from '../lib/node/cli/terminal/paint.ts';
import { toStamp } from '../lib/node/files/stamp.ts';
import { loadService } from '../lib/node/service/load-service.ts';
import { MAYHEM } from '../teeth/commands.ts';
import { FAULTS } from '../teeth/mayhem/faults/table.ts';
import { findMissing } from '../teeth/mayhem/needs.ts';
import { planMayhem } from '../teeth/mayhem/plan-mayhem.ts';
import type { PlayedRun } from '../teeth/mayhem/play-mayhem.ts';
import { createMayhemProgress } from '../teeth/mayhem/progress.ts';
import { toFaultList, toMayhemReport } from '../teeth/mayhem/report.ts';
import { DEFAULT_JOBS, runMayhem } from '../teeth/mayhem/run-mayhem.ts';

await runCommand(MAYHEM, async ({ values }, stop) => {
  const { text, number, optionalNumber, isOn } = readOptions(MAYHEM.options, values);
  const only = text('MAYHEM_ONLY');
  const asked = FAULTS.filter(({ id }) => only.split(',').some((part) => id.includes(part.trim())));
  if (asked.length === 0) throw new OptionError(`--only ${only}: no fault is called so; --list shows them`);
  if (isOn('MAYHEM_LIST')) {
    console.log(toFaultList(asked));
    return 0;
  }
  if (process.platform !== 'linux')
    throw new OptionError(
      'mayhem finds the processes of a run in /proc, so it needs Linux; give it a container',
    );
  const missing = await findMissing();
  const skipped = asked.filter(({ needs }) => needs !== undefined && missing.has(needs));
  const faults = asked.filter((fault) => !skipped.includes(fault));
  const runs = faults.length === 0 ? [] : planMayhem(faults, number('MAYHEM_RUNS'), number('MAYHEM_SEED'));
  const progress = createMayhemProgress(process.stderr, runs.length);
  const played: PlayedRun[] = [];
  await runMayhem(runs, {
    loaded: await loadService(DEFAULT_SERVICE),
    jobs: optionalNumber('MAYHEM_JOBS') ?? DEFAULT_JOBS,
    dir: join(text('OUTPUT_DIR'), `mayhem_${toStamp(new Date())}`),
    stop: stop.signal,
    onStart: progress.onStart,
    onRun(run) {
      played.push(run);
      progress.onRun(run);
    },
  }).finally(progress.end);
  console.log(toMayhemReport(played, runs.length, skipped, createPaint(process.stdout)));
  return stop.exitCode() ?? (played.length > 0 && played.every(({ wrong }) => wrong.length === 0) ? 0 : 1);
});
