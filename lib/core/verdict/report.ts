// What a person reads at the end of a run: one row per gate, then the phases, then the verdict. The same text from k6 and from Node.

import type { ModeFigures } from '../chaos/slot-schema.ts';
import type { GateResult } from '../gates/gate-result-schema.ts';
import { OUTCOME_MARKS } from '../outcome.ts';
import { type Paint, PLAIN, toColumns } from '../text/columns.ts';
import { toPercent } from '../text/percent.ts';
import { toShown } from '../text/plain-text.ts';
import { redactTexts } from '../text/redact.ts';
import { BROKEN_HEAD, toBrokenCells, toSampleLines } from './broken-text.ts';
import type { GroupFigures, Summary } from './summary-schema.ts';

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

/** What the table of modes counts, and the lines of the slots where upstream calls are not known. */
const ANSWERS_COUNTED =
  '* of the answers that may need the upstream, from the first reading of a slot to its last; slots count the same';

/** Rows of what broke that are worth a terminal's room. */
const MOST_BROKEN = 10;

/** What broke, by route; nothing where nothing did. */
function toBrokenLines({ broken_by_route: broken = [] }: Summary): string[] {
  if (broken.length === 0) return [];
  const left = broken.length - MOST_BROKEN;
  return [
    ...toColumns([BROKEN_HEAD, ...broken.slice(0, MOST_BROKEN).map(toBrokenCells)]),
    ...(left > 0 ? [`and ${left} more: broken_by_route in summary.json`] : []),
    '',
  ];
}

/** The load by phase; one pass has neither phases nor a rate. */
function toLoadRows({ once, phases }: Summary): string[][] {
  const latencies = ['p50 ms', 'p95 ms', 'p99 ms'];
  const toLatencies = (group: GroupFigures) => [ms(group.p50_ms), ms(group.p95_ms), ms(group.p99_ms)];
  if (once) {
    const { baseline } = phases;
    return [
      ['journeys', 'requests', ...latencies],
      [String(baseline.journeys), String(baseline.requests), ...toLatencies(baseline)],
    ];
  }
  return [
    ['phase', 'seconds', 'journeys/s', 'offered', 'requests/s', ...latencies],
    ...Object.entries(phases).map(([id, phase]) => [
      id,
      phase.seconds.toFixed(0),
      phase.achieved_journeys_per_s.toFixed(2),
      phase.offered_journeys_per_s.toFixed(2),
      phase.achieved_requests_per_s.toFixed(2),
      ...toLatencies(phase),
    ]),
  ];
}

/** The report of a run, as text that ends with a newline. */
export function toReport(judged: Summary, paint: Paint = PLAIN): string {
  // Names and sentences in it are also those of services, toxics and files.
  const summary = redactTexts(judged, toShown);
  const { verdict } = summary;
  const gates = toColumns(
    verdict.gates.map((gate) => [
      OUTCOME_MARKS[gate.outcome],
      gate.id,
      `${gate.severity === 'advisory' ? '(advisory) ' : ''}${gate.because}${toDetectable(gate)}`,
    ]),
  ).map((line, i) => paint(verdict.gates[i]?.outcome ?? 'skipped', line));
  const load = toColumns(toLoadRows(summary));
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
    ['mode', 'on', 'took effect', 'healed', 'upstream calls', 'degraded answers*', 'recovered after'],
    ...modes.map(([mode, figures]) => toModeRow(mode, figures)),
  ]);
  const { totals } = summary;
  const cuts = toColumns(Object.entries(summary.cuts).map(([kind, count]) => [`${count}`, kind]));
  const samples = verdict.gates.flatMap(({ id, outcome, sample }) =>
    sample
      ? [
          paint(outcome, `${OUTCOME_MARKS[outcome]} ${id}`),
          ...toSampleLines(sample).map((line) => `    ${line}`),
          '',
        ]
      : [],
  );
  return [
    '',
    ...gates.map((line) => `  ${line}`),
    '',
    '  detectable from: the minimum detectable rate, the smallest true share that this run fails with 95 % probability',
    '',
    ...load.map((line) => `  ${line}`),
    '',
    ...(chaos.length > 0
      ? [...chaos, '', ...proof, '', ANSWERS_COUNTED].map((line) => (line === '' ? line : `  ${line}`))
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
