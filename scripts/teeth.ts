// npm run teeth: breaks every promise in every way, plays the real suite against each, and tells what was caught.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { OptionError } from '../lib/core/options/option-error.ts';
import { readOptions } from '../lib/core/options/read-options.ts';
import { DEFAULT_SERVICE } from '../lib/core/plan/run-options.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { createLook } from '../lib/node/cli/terminal/look.ts';
import { createPaint } from '../lib/node/cli/terminal/paint.ts';
import { enterFleet } from '../lib/node/fleet/open-fleet.ts';
import { loadService } from '../lib/node/service/load-service.ts';
import { TEETH } from '../teeth/commands.ts';
import { loadFastTeeth, loadTeeth, selectTeeth } from '../teeth/matrix.ts';
import { isOnAFleet } from '../teeth/on-a-fleet.ts';
import { writeTeethPage } from '../teeth/page.ts';
import { runTeeth } from '../teeth/play.ts';
import { createTeethProgress } from '../teeth/progress.ts';
import { toTeethList, toTeethReport } from '../teeth/report.ts';

await runCommand(TEETH, async ({ values }, stop) => {
  const { text, optionalNumber, isOn } = readOptions(TEETH.options, values);
  const only = text('TEETH_ONLY') || undefined;
  const writes = isOn('TEETH_WRITE');
  const jobs = optionalNumber('TEETH_JOBS') ?? 2 * availableParallelism();
  const service = text('GATE_SERVICE');
  const loaded = await loadService(service);
  const all = isOn('TEETH_FAST') ? await loadFastTeeth(loaded) : await loadTeeth(loaded);
  const found = selectTeeth(all, only);
  if (found.length === 0) throw new OptionError(`--only ${only}: no row is called so; --list shows them`);
  const teeth = isOnAFleet(values) ? found.filter(({ oneMachine }) => !oneMachine) : found;
  if (teeth.length === 0) throw new OptionError('--runners: these rows break the k6 of one machine alone');
  if (writes && service !== DEFAULT_SERVICE)
    throw new OptionError(`--write is for the page of ${DEFAULT_SERVICE}; leave out --service`);
  if (writes && (only || isOn('TEETH_FAST') || isOnAFleet(values)))
    throw new OptionError(
      '--write takes the whole matrix, on one machine; leave out --only, --fast and --runners',
    );
  if (isOn('TEETH_LIST')) {
    console.log(toTeethList(teeth, createLook(process.stdout)));
    return 0;
  }
  const elsewhere = await enterFleet(values, stop.signal);
  if (elsewhere !== undefined) return stop.exitCode() ?? elsewhere;
  const dir = join(text('OUTPUT_DIR'), `teeth_${Date.now()}`);
  const progress = createTeethProgress(process.stderr, teeth.length);
  const judged = await runTeeth(teeth, {
    loaded,
    service,
    values,
    jobs,
    dir,
    stop: stop.signal,
    ...progress,
  }).finally(progress.end);
  console.log(toTeethReport(judged, createPaint(process.stdout)));
  if (writes && judged.length === teeth.length) await writeTeethPage(judged);
  return stop.exitCode() ?? (judged.every(({ ok }) => ok) ? 0 : 1);
});
