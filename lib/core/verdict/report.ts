// What a person reads at the end of a run: one row per gate, then the phases, then the verdict. The same text from k6 and from Node.

import type { ModeFigures } from '../chaos/slot-schema.ts';
import type { GateResult } from '../gates/gate-result-schema.ts';
import { OUTCOME_MARKS } from '../outcome.ts';
import { type Paint, PLAIN, toColumns } from '../text/columns.ts';
import { toPercent } from '../text/percent.ts';
import { toPlain } from '../text/plain-text.ts';
import type { Summary } from './summary-schema.ts';

const ms = (value: number | null) => (value === null ? '–' : `${Math.round(value)}`);

/** The smallest true rate that a gate which held would have caught. */
function toDetectable({ outcome, minimum_detectable_rate: rate }: GateResult): string {
  return outcome === 'pass' && rate !== null ? `; detectable from ${toPercent(rate)}` : '';
}

function toModeRow(mode: string, figures: ModeFigures): string[] {
  const of = (count: number) => `${count} of ${figures.windows}`;
  const failed = figures.upstream_failed_ratio ?? 0;
  const addedMs = figures.upstream_added_ms;
  const upstream = [
    ...(failed > 0 ? [`${toPercent(failed)} failed`] : []),
    ...(addedMs === null ? [] : [`${addedMs >= 0 ? '+' : ''}${addedMs} ms`]),
  ];
  return [
    mode,
    of(figures.on),
    of(figures.bit),
    of(figures.healed),
    upstream.join(', ') || '–',
    figures.degraded_ratio === null ? '–' : `${toPercent(figures.degraded_ratio)} of ${figures.answers}`,
    toRecoveryCell(figures),
  ];
}

/** The longest recovery of those that were watched: most slots of a split window are followed by the next at once. */
function toRecoveryCell({ watched, recovered, recover_s }: ModeFigures): string {
  if (watched === 0) return 'not watched';
  const time = recover_s === null ? 'not seen' : `${Number(recover_s.toFixed(1))} s`;
  return recovered === watched ? time : `${time}, too late after ${watched - recovered} of ${watched}`;
}

/** Rows of what broke that are worth a terminal's room. */
const MOST_BROKEN = 10;

/** What broke, by route; nothing where nothing did. */
function toBrokenLines({ broken_by_route: broken = [] }: Summary): string[] {
  if (broken.length === 0) return [];
  const rows = broken
    .slice(0, MOST_BROKEN)
    .map(({ violation, route, status, error, calls, of }) => [
      violation,
      route,
      toPlain(error || String(status)),
      `${calls} of ${of}`,
    ]);
  const left = broken.length - rows.length;
  return [
    ...toColumns([['broken', 'route', 'status', 'calls'], ...rows]),
    ...(left > 0 ? [`and ${left} more: broken_by_route in summary.json`] : []),
    '',
  ];
}

const MAX_DETAIL_CHARS = 300;

/** The answer that a gate points to: what it was, where it is kept, how it comes again. */
export function toSampleLines({ sample }: GateResult): string[] {
  if (sample === undefined) return [];
  const { route, journey, step, variant, phase, status, detail, trace_id, file, command } = sample;
  const answered = status === 0 ? 'no answer' : `status ${status}`;
  return [
    `${route} (step ${step} of ${journey}, ${variant}, ${phase}): ${answered}`,
    ...(detail === '' ? [] : [toPlain(detail, MAX_DETAIL_CHARS)]),
    `trace ${trace_id}`,
    ...(file === null ? [] : [file]),
    `again: ${command}`,
  ];
}

/** The report of a run, as text that ends with a newline. */
export function toReport(summary: Summary, paint: Paint = PLAIN): string {
  const { verdict, phases } = summary;
  const gates = toColumns(
    verdict.gates.map((gate) => [
      OUTCOME_MARKS[gate.outcome],
      gate.id,
      `${gate.severity === 'advisory' ? '(advisory) ' : ''}${gate.because}${toDetectable(gate)}`,
    ]),
  ).map((line, i) => paint(verdict.gates[i]?.outcome ?? 'skipped', line));
  const load = toColumns([
    ['phase', 'seconds', 'journeys/s', 'offered', 'requests/s', 'p50 ms', 'p95 ms', 'p99 ms'],
    ...Object.entries(phases).map(([id, phase]) => [
      id,
      phase.seconds.toFixed(0),
      phase.achieved_journeys_per_s.toFixed(2),
      phase.offered_journeys_per_s.toFixed(2),
      phase.achieved_requests_per_s.toFixed(2),
      ms(phase.p50_ms),
      ms(phase.p95_ms),
      ms(phase.p99_ms),
    ]),
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
  const modes = Object.entries(summary.chaos_modes);
  const proof = toColumns([
    ['mode', 'on', 'took effect', 'healed', 'upstream calls', 'degraded answers', 'recovered after'],
    ...modes.map(([mode, figures]) => toModeRow(mode, figures)),
  ]);
  const { totals } = summary;
  const cuts = toColumns(Object.entries(summary.cuts).map(([kind, count]) => [`${count}`, kind]));
  const samples = verdict.gates.flatMap((gate) => {
    const lines = toSampleLines(gate);
    return lines.length === 0
      ? []
      : [
          paint(gate.outcome, `${OUTCOME_MARKS[gate.outcome]} ${gate.id}`),
          ...lines.map((line) => `    ${line}`),
          '',
        ];
  });
  return [
    '',
    ...gates.map((line) => `  ${line}`),
    '',
    '  detectable from: the minimum detectable rate, the smallest true share that this run fails with 95 % probability',
    '',
    ...load.map((line) => `  ${line}`),
    '',
    ...(chaos.length > 0
      ? [...chaos, '', ...proof].map((line) => (line === '' ? line : `  ${line}`))
      : ['  no chaos was injected']),
    '',
    `  ${totals.request_iterations} journeys, ${totals.calls} calls, ${totals.responses} answers, ${totals.journeys_dropped} journeys dropped, ${totals.journeys_cut} cut short, seed ${summary.seed}`,
    ...cuts.map((line) => `    ${line}`),
    '',
    ...[...toBrokenLines(summary), ...samples].map((line) => (line === '' ? line : `  ${line}`)),
    paint(verdict.outcome, `  verdict: ${verdict.outcome.toUpperCase()}  ${verdict.because}`),
    '',
  ].join('\n');
}
