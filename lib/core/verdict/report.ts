// What a person reads at the end of a run: the verdict, what is broken, what could not be told, and the rest in a few lines. The same text
// from k6 and from Node.

import { isSound } from '../chaos/mode-figures.ts';
import type { JudgedWindow, ModeFigures } from '../chaos/slot-schema.ts';
import { nameWindows } from '../chaos/slots.ts';
import { toRouteRows } from '../digest/routes/route-rows.ts';
import { toRunnerRows } from '../fleet/runner-text.ts';
import { DETECTABLE_FROM, toDetectable } from '../gates/detectable-text.ts';
import type { GateResult } from '../gates/gate-result-schema.ts';
import { listUnheld } from '../gates/unheld.ts';
import { toTimingNote, toTimingRows } from '../journal/timings.ts';
import { OUTCOME_MARKS } from '../outcome.ts';
import { type Look, PLAIN_LOOK, toParagraphs } from '../text/columns.ts';
import { groupAlike, tellAlike, toCounted, toPercent } from '../text/figures.ts';
import { toShown } from '../text/plain-text.ts';
import { redactTexts } from '../text/redact.ts';
import { toDuration } from '../text/time.ts';
import { BROKEN_HEAD, toAgain, toBrokenCells, toSampleFacts } from './broken-text.ts';
import { toInterruption } from './ending.ts';
import type { GroupFigures, Summary } from './summary-schema.ts';
import { toReason } from './verdict.ts';

const ms = (value: number | null) => (value === null ? '–' : `${Math.round(value)}`);

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
function toBrokenRows({ broken_by_route: broken = [] }: Summary): string[][] {
  if (broken.length === 0) return [];
  return [BROKEN_HEAD, ...broken.slice(0, MOST_BROKEN).map(toBrokenCells)];
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
    ['phase', 'lasted', 'journeys/s', 'offered', 'requests/s', ...latencies],
    ...Object.entries(phases).map(([id, phase]) => [
      id,
      toDuration(phase.seconds),
      phase.achieved_journeys_per_s.toFixed(2),
      phase.offered_journeys_per_s.toFixed(2),
      phase.achieved_requests_per_s.toFixed(2),
      ...toLatencies(phase),
    ]),
  ];
}

/** Of a list that goes on and on, a terminal shows its beginning. */
const MOST_CHARS = 300;
const toShort = (text: string) =>
  text.length > MOST_CHARS
    ? `${text.slice(0, MOST_CHARS)} … (${text.length} characters, --verbose shows all)`
    : text;

function toGateRow(gate: GateResult, verbose: boolean): string[] {
  const advice = gate.severity === 'advisory' ? '(advisory) ' : '';
  const because = verbose ? gate.because : toShort(gate.because);
  return [OUTCOME_MARKS[gate.outcome], gate.id, `${advice}${because}${toDetectable(gate)}`];
}

/** What the line of the verdict says: why, or the gates that decided, where that would be no more than what they say below. */
function toShortReason({ outcome, because, gates }: Summary['verdict']): string {
  const deciding = gates.filter((gate) => gate.severity === 'blocking' && gate.outcome === outcome);
  const isTold = because === toReason(deciding);
  return deciding.length > 0 && (isTold || because.length > MOST_CHARS)
    ? deciding.map(({ id }) => id).join(', ')
    : because;
}

/** Gates that say the same are told together. */
function toGroupedRows(gates: readonly GateResult[]): string[][] {
  const byReason = new Map<string, string[]>();
  for (const { id, because } of gates) byReason.set(because, [...(byReason.get(because) ?? []), id]);
  return [...byReason].map(([because, ids]) => ['·', `${ids.join(', ')}: ${because}`]);
}

/** What was not judged, and why; where the run was broken off, how much that is. */
function toUntold({ outcome, gates }: Summary['verdict'], skipped: readonly GateResult[]): string[][] {
  if (outcome !== 'fail') return toGroupedRows(skipped);
  const held = gates.filter((gate) => gate.outcome === 'pass').length;
  const untold = skipped.length === 0 ? '' : `, ${toCounted(skipped.length, 'was', 'were')} not judged`;
  return [['·', `${toCounted(held, 'gate')} held${untold}`]];
}

/** Slots of one mode of which the same is said in a row, with the figures of the first. */
const toSlotRows = (windows: readonly JudgedWindow[]): string[][] =>
  groupAlike(windows, (slot) => [slot.mode, slot.effect, slot.healed, slot.because].join(' ')).map(
    (alike) => {
      const [{ mode, effect, healed }] = alike;
      return [
        effect === 'shown' && healed ? '✓' : '?',
        nameWindows(alike),
        ...[mode, healed ? 'healed' : 'NOT healed'],
        tellAlike(alike, ({ because }) => because),
      ];
    },
  );

/** The chaos in a line, where all of it went as it must. */
function toChaosLine({ chaos_modes: modes, chaos_windows: windows }: Summary): string {
  const slowest = Math.max(...Object.values(modes).map(({ recover_s }) => recover_s ?? 0));
  const watched = Object.values(modes).some((figures) => figures.watched > 0);
  return `chaos: ${windows.length} of ${toCounted(windows.length, 'toxic')} (${Object.keys(modes).join(', ')}) took effect and healed${watched ? `; recovered within ${Number(slowest.toFixed(1))} s` : ''}`;
}

/** Where the time of a request went, and what that is of. */
function toTimingLines({ request_timings: timings }: Summary): (readonly (readonly string[])[])[] {
  if (!timings) return [];
  const head = ['part of a request', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms'];
  return [[head, ...toTimingRows(timings, showTiming)], [[toTimingNote(timings)]]];
}
/** Most parts take less than a millisecond. */
const showTiming = (value: number) => (value >= 10 ? value.toFixed(0) : value.toFixed(2));

export interface ReportOptions {
  readonly look?: Look;
  /** Every gate, toxic and mode; else what did not go as it must, and the rest in a line. */
  readonly verbose?: boolean;
}

/** The report of a run, as text that ends with a newline. */
export function toReport(
  judged: Summary,
  { look = PLAIN_LOOK, verbose = false }: ReportOptions = {},
): string {
  // Names and sentences in it are also those of services, toxics and files.
  const summary = redactTexts(judged, toShown);
  const { verdict, totals } = summary;
  const { paint } = look;
  const toLines = (rows: readonly (readonly string[])[], indentColumns = 2) =>
    look.toRows(rows, indentColumns).flat();
  const toSentence = (text: string, indentColumns = 2) => toLines([[text]], indentColumns);
  const toPainted = (gates: readonly GateResult[]) =>
    look
      .toRows(
        gates.map((gate) => toGateRow(gate, verbose)),
        2,
      )
      .map((lines, n) => {
        const outcome = gates[n]?.outcome ?? 'skipped';
        const { sample } = gates[n] ?? {};
        return [
          ...lines.map((line) => paint(outcome, line)),
          ...(sample ? toSampleFacts(sample).flatMap((line) => toSentence(line, 6)) : []),
          ...(sample ? look.toCommand(toAgain(sample), 6) : []),
        ];
      });
  const ofOutcome = (outcome: GateResult['outcome']) =>
    verdict.gates.filter((gate) => gate.outcome === outcome);
  const told = verbose ? verdict.gates : listUnheld(verdict.gates);
  const more = (summary.broken_by_route?.length ?? 0) - MOST_BROKEN;
  const windows = summary.chaos_windows.filter((window) => verbose || !isSound(window));
  const modes = Object.entries(summary.chaos_modes);
  const paragraphs: (readonly string[])[] = [
    [`verdict: ${verdict.outcome.toUpperCase()}  ${toShortReason(verdict)}`, ...toInterruption(summary)]
      .flatMap((sentence) => toSentence(sentence))
      .map((line) => paint(verdict.outcome, line)),
    toPainted(told).flat(),
    verbose ? toSentence(DETECTABLE_FROM) : [],
    [
      ...toLines(toBrokenRows(summary)),
      ...(more > 0 ? toSentence(`and ${more} more: broken_by_route in summary.json`) : []),
    ],
    verbose ? [] : toLines(toUntold(verdict, ofOutcome('skipped'))).map((line) => paint('skipped', line)),
    toLines(toLoadRows(summary)),
    toLines(toRouteRows(summary, verbose)),
    verbose ? toTimingLines(summary).flatMap((rows) => toLines(rows)) : [],
    toLines(toRunnerRows(summary.runners, verbose)),
    toLines(toSlotRows(windows)),
    windows.length > 0
      ? [
          ...toLines([
            ['mode', 'on', 'took effect', 'healed', 'upstream calls', 'degraded answers*', 'recovered after'],
            ...modes.map(([mode, figures]) => toModeRow(mode, figures)),
          ]),
          '',
          ...toSentence(ANSWERS_COUNTED),
        ]
      : [],
    summary.chaos_windows.length === 0
      ? toSentence('no chaos was injected')
      : windows.length === 0
        ? toSentence(toChaosLine(summary))
        : [],
    [
      ...toSentence(
        [
          toCounted(totals.request_iterations ?? 0, 'journey'),
          toCounted(totals.calls ?? 0, 'call'),
          toCounted(totals.responses ?? 0, 'answer'),
          `${toCounted(totals.journeys_dropped ?? 0, 'journey')} dropped`,
          `${totals.journeys_cut} cut short`,
          `seed ${summary.seed}`,
        ].join(', '),
      ),
      ...toLines(
        Object.entries(summary.cuts).map(([kind, count]) => [`${count}`, kind]),
        4,
      ),
    ],
    verbose ? [] : toSentence('every gate and toxic: --verbose, or the report'),
  ];
  return toParagraphs(paragraphs);
}
