// A smoke as a k6 script, one VU and one pass: `k6 run -e BASE=http://127.0.0.1:3300 dist/smoke.js`.
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { SERVICE } from 'service-under-test';
import { SMOKE } from 'smoke-under-test';
import { createFindMissing } from '../lib/core/service/parts.ts';
import { listTurns, playFlows } from '../lib/core/smoke/play.ts';
import { type SmokeReport, toSmokeReport, toTerminal } from '../lib/core/smoke/report.ts';
import { listVariants } from '../lib/core/smoke/settings.ts';
import { redactText } from '../lib/core/text/redact.ts';
import { createForm } from '../lib/k6/form.ts';
import { createSend, findUnreachable, THROWS } from '../lib/k6/smoke/call.ts';
import { createSmokeValidate } from '../lib/k6/smoke/contracts.ts';
import { countChecks, SMOKE_THRESHOLDS, toK6ExitCode } from '../lib/k6/smoke/outcome.ts';
import { readSmokeSettings } from '../lib/k6/smoke/settings.ts';

const settings = readSmokeSettings();
const forms = Object.fromEntries(
  Object.entries(SERVICE.forms ?? {}).map(([id, form]) => [
    id,
    createForm(form, open(`./${form.file.name}`, 'b')),
  ]),
);
const pass = { service: SERVICE, smoke: SMOKE, variants: listVariants(SERVICE, settings) };
const calls = listTurns(pass).reduce((sum, { flow }) => sum + flow.steps.length, 1);

export const options: Options = {
  ...THROWS,
  scenarios: { smoke: { executor: 'per-vu-iterations', vus: 1, iterations: 1, maxDuration: '1m' } },
  // No call takes longer than its time, so no pass takes longer than this.
  setupTimeout: `${calls * settings.timeoutMs + 10_000}ms`,
  thresholds: SMOKE_THRESHOLDS,
};

interface RunData {
  /** As text: k6 would sort the keys of what a body showed. */
  readonly report: string;
}

/** Plays the flows. In setup, since nothing else that happens in a VU reaches handleSummary. */
export async function setup(): Promise<RunData> {
  const unreachable = findUnreachable(settings);
  if (unreachable !== undefined)
    exec.test.abort(
      redactText(
        `aurora-gate: ${settings.base} cannot be reached (${unreachable}); check BASE and that it is up`,
      ),
    );
  const startedMs = Date.now();
  const checks = await playFlows({
    ...pass,
    origin: settings.origin || SMOKE.origin,
    findMissing: createFindMissing(SERVICE.parts, settings.without, 'smoke'),
    embedded: false,
    run: `${startedMs.toString(36)}${Math.floor(Math.random() * 2 ** 32).toString(36)}`,
    now: Date.now,
    send: createSend(settings, SMOKE, forms),
    contracts: createSmokeValidate,
    onProgress: () => {},
  });
  const facts = {
    name: SMOKE.name,
    base: settings.base,
    started_at: new Date(startedMs).toISOString(),
    duration_ms: Date.now() - startedMs,
  };
  const report = toSmokeReport(facts, checks);
  return { report: JSON.stringify({ ...report, exit_code: toK6ExitCode(report.outcome) }) };
}

/** The one iteration: hands the results to k6's thresholds. */
export default function count(data: RunData): void {
  countChecks(JSON.parse(data.report) as SmokeReport);
}

/** The lines of `npm run smoke`, and the report as JSON in OUTPUT_DIR where that is given. */
export function handleSummary({ setup_data: data }: { readonly setup_data?: RunData | null }) {
  // The pass did not come to its end: k6 has said why.
  if (!data) return {};
  const report = JSON.parse(data.report) as SmokeReport;
  const dir = __ENV.OUTPUT_DIR;
  return {
    stdout: `${toTerminal(report)}\n`,
    ...(dir ? { [`${dir}/smoke.json`]: `${JSON.stringify(report, null, 2)}\n` } : {}),
  };
}
