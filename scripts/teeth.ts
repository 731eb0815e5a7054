// npm run teeth: breaks every promise in every way, plays the real suite against each, and tells what was caught.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_SERVICE } from '../lib/core/plan/run-options.ts';
import { createCommand, parseOrHelp, toCount } from '../lib/node/cli/command-line.ts';
import { createPaint } from '../lib/node/cli/paint.ts';
import { runScript } from '../lib/node/cli/run-script.ts';
import { loadService } from '../lib/node/service/load-service.ts';
import { loadTeeth, selectTeeth } from '../teeth/matrix.ts';
import { writeTeethPage } from '../teeth/page.ts';
import { runTeeth } from '../teeth/play.ts';
import { createTeethProgress } from '../teeth/progress.ts';
import { toTeethList, toTeethReport } from '../teeth/report.ts';

const command = createCommand('npm run teeth -- [options]')
  .option('--only <pattern>', 'rows whose id contains this, * for anything between')
  .option('--service <name>', 'whose matrix it is', process.env.GATE_SERVICE ?? DEFAULT_SERVICE)
  .option('--list', 'the rows, without playing them')
  .option('--jobs <n>', 'rows side by side', String(2 * availableParallelism()))
  .option('--write', 'renew the table in docs/teeth.md; takes the whole matrix')
  .addHelpText(
    'after',
    `
A row is a run of some seconds: k6, the reference service with a defect, Toxiproxy where the row needs a toxic.
What went otherwise than its row says is kept in OUTPUT_DIR (results).
Exit code: 0 all as they should be, 1 a miss, a wrong reason, too late or a false alarm, 2 usage or set-up, 128 + signal.`,
  );

await runScript(async (stop) => {
  const flags = parseOrHelp(command, process.argv.slice(3));
  if (flags === undefined) return undefined;
  const only = flags.only as string | undefined;
  const jobs = toCount('--jobs', flags.jobs);
  const service = String(flags.service);
  const loaded = await loadService(service);
  const teeth = selectTeeth(await loadTeeth(loaded), only);
  if (teeth.length === 0) throw new Error(`--only ${only}: no row is called so; --list shows them`);
  if (flags.write && service !== DEFAULT_SERVICE)
    throw new Error(`--write is for the page of ${DEFAULT_SERVICE}; leave out --service`);
  if (flags.write && only) throw new Error('--write takes the whole matrix; leave out --only');
  if (flags.list) {
    console.log(toTeethList(teeth));
    return undefined;
  }
  const dir = join(process.env.OUTPUT_DIR || 'results', `teeth_${Date.now()}`);
  const progress = createTeethProgress(process.stderr, teeth.length);
  const judged = await runTeeth(teeth, {
    loaded,
    service,
    jobs,
    dir,
    stop: stop.signal,
    ...progress,
  }).finally(progress.end);
  console.log(toTeethReport(judged, createPaint(process.stdout)));
  if (flags.write && judged.length === teeth.length) await writeTeethPage(judged);
  return stop.exitCode() ?? (judged.every(({ ok }) => ok) ? 0 : 1);
});
