// npm run power: what each gate can see in a run, by the true error rate.
import { toPowerText } from '../lib/core/power/report.ts';
import { parseOptions } from '../lib/node/cli/command-line.ts';
import { printError } from '../lib/node/cli/run-script.ts';
import {
  computePowerReport,
  listPowerOptions,
  parsePowerRequest,
  writePowerPage,
} from '../lib/node/power/power.ts';
import { loadService, readServiceName } from '../lib/node/service/load-service.ts';

const HELP = `
The profile is gate unless another is named. Nothing is run: hard gates are computed exactly, windows are simulated.
Exit code: 0, or 2 for a wrong option.`;

try {
  const { service } = await loadService(readServiceName(process.argv.slice(3), process.env));
  const values = parseOptions({
    usage: 'npm run power -- [options]',
    options: listPowerOptions(service),
    help: HELP,
    args: process.argv.slice(3),
    env: process.env,
  });
  if (values) {
    const request = parsePowerRequest(service, values);
    process.stderr.write(`simulating ${request.runs} runs a point, profile ${request.plan.profile} …\n`);
    const report = computePowerReport(request);
    console.log(request.json ? JSON.stringify(report, null, 2) : toPowerText(report));
    if (request.write)
      for (const file of await writePowerPage(report)) process.stderr.write(`wrote ${file}\n`);
  }
} catch (error) {
  printError(error);
  process.exitCode = 2;
}
