// npm run power: what each gate can see in a run, by the true error rate.
import { toPowerText } from '../lib/core/power/report.ts';
import { parsePowerRequest, toPowerCommand } from '../lib/node/power/options.ts';
import { computePowerReport, writePowerPage } from '../lib/node/power/power.ts';
import { runForService } from '../lib/node/service/service-command.ts';

await runForService(toPowerCommand, async ({ service }, { values }) => {
  const request = parsePowerRequest(service, values);
  process.stderr.write(`simulating ${request.runs} runs a point, profile ${request.plan.profile} …\n`);
  const report = computePowerReport(request);
  console.log(request.json ? JSON.stringify(report, null, 2) : toPowerText(report));
  if (request.write) for (const file of await writePowerPage(report)) process.stderr.write(`wrote ${file}\n`);
  return 0;
});
