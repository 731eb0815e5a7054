// What a person reads at the end of a run: one row per gate, then the phases, then the verdict. The same text from k6 and from Node.
import { type GateOutcome, type GateResult, toPercent } from './gates.ts';
import { PHASES } from './schedule.ts';
import type { Summary } from './summary.ts';

/** Colours a piece of text by outcome; the identity where there is no terminal. */
export type Paint = (outcome: GateOutcome, text: string) => string;
const PLAIN: Paint = (_, text) => text;

const MARKS: Readonly<Record<GateOutcome, string>> = {
  pass: '✓',
  fail: '✗',
  inconclusive: '?',
  skipped: '·',
};

/** Rows of cells → lines with aligned columns; the last column is not padded. */
export function toColumns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  return rows.map((row) =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  '),
  );
}

const ms = (value: number | null) => (value === null ? '–' : `${Math.round(value)}`);

/** What a gate that held would have seen. */
function toSight({ outcome, sees }: GateResult): string {
  return outcome === 'pass' && sees !== null ? `; sees ${toPercent(sees)}` : '';
}

/** The report of a run, as text that ends with a newline. */
export function toReport(summary: Summary, paint: Paint = PLAIN): string {
  const { verdict, phases } = summary;
  const gates = toColumns(
    verdict.gates.map((gate) => [
      MARKS[gate.outcome],
      gate.id,
      `${gate.severity === 'advisory' ? '(advisory) ' : ''}${gate.because}${toSight(gate)}`,
    ]),
  ).map((line, i) => paint(verdict.gates[i]?.outcome ?? 'skipped', line));
  const load = toColumns([
    ['phase', 'seconds', 'journeys/s', 'of', 'requests/s', 'p50', 'p95', 'p99 ms'],
    ...PHASES.map((id) => {
      const phase = phases[id];
      return [
        id,
        phase.seconds.toFixed(0),
        phase.achieved_journeys_per_s.toFixed(2),
        phase.offered_journeys_per_s.toFixed(2),
        phase.achieved_requests_per_s.toFixed(2),
        ms(phase.p50_ms),
        ms(phase.p95_ms),
        ms(phase.p99_ms),
      ];
    }),
  ]);
  const chaos = toColumns(
    summary.chaos_windows.map((window) => [
      window.effect === 'shown' && window.healed ? '✓' : '?',
      `window ${window.window + 1}`,
      window.mode,
      window.healed ? 'healed' : 'NOT healed',
      window.because,
    ]),
  );
  const { totals } = summary;
  return [
    '',
    ...gates.map((line) => `  ${line}`),
    '',
    '  sees: the smallest true share that this run would have failed with 95 % probability',
    '',
    ...load.map((line) => `  ${line}`),
    '',
    ...(chaos.length > 0 ? [...chaos.map((line) => `  ${line}`), ''] : ['  no chaos was injected', '']),
    `  ${totals.request_iterations} journeys, ${totals.calls} calls, ${totals.responses} answers, ${totals.journeys_dropped} journeys dropped, seed ${summary.seed}`,
    '',
    paint(verdict.outcome, `  verdict: ${verdict.outcome.toUpperCase()}  ${verdict.because}`),
    '',
  ].join('\n');
}
