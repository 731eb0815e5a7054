// npm run power: what each gate can see in a run, by the true error rate.
import { toPowerText } from '../lib/core/power/report.ts';
import { createLinePrinter } from '../lib/node/cli/terminal/live-line.ts';
import { createLook } from '../lib/node/cli/terminal/look.ts';
import { sayOnStderr } from '../lib/node/cli/terminal/say-line.ts';
import { parsePowerRequest, toPowerCommand } from '../lib/node/power/options.ts';
import { computePowerReport, writePowerPage } from '../lib/node/power/power.ts';
import { runForService } from '../lib/node/service/service-command.ts';

/** A person follows a line that changes so often. */
const SHOW_EVERY_MS = 200;

await runForService(toPowerCommand, async ({ service }, { values }) => {
  const request = parsePowerRequest(service, values);
  sayOnStderr(`simulating ${request.runs} runs a point, profile ${request.plan.profile} …`);
  const line = createLinePrinter(process.stderr);
  const startedAtMs = performance.now();
  let shownAtMs = 0;
  // The work leaves no room for a timer.
  const report = computePowerReport(request, (gate, done, of) => {
    const nowMs = performance.now();
    if (nowMs - shownAtMs < SHOW_EVERY_MS) return;
    shownAtMs = nowMs;
    line.show(`${done} of ${of} gates · ${Math.round((nowMs - startedAtMs) / 1000)} s · ${gate}`);
  });
  line.end();
  console.log(
    request.json ? JSON.stringify(report, null, 2) : toPowerText(report, createLook(process.stdout)),
  );
  if (request.write) for (const file of await writePowerPage(report)) sayOnStderr(`wrote ${file}`);
  return 0;
});
