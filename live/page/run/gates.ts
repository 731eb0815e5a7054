// Every gate with its headroom: what did not hold first, the rest folded.
import { SERVICE } from 'service-under-test';
import type { FailureNote } from '../../../lib/core/digest/data.ts';
import { type GateReading, readGates } from '../../../lib/core/digest/readings.ts';
import { DETECTABLE, DETECTABLE_FROM, toDetectable } from '../../../lib/core/gates/detectable-text.ts';
import type { GateResult } from '../../../lib/core/gates/gate-result-schema.ts';
import { computeUsedShare, type Gate, showGateValue } from '../../../lib/core/gates/gates.ts';
import { listUnheld } from '../../../lib/core/gates/unheld.ts';
import { type GateOutcome, OUTCOME_MARKS } from '../../../lib/core/outcome.ts';
import { toCounted } from '../../../lib/core/text/figures.ts';
import { BROKEN_HEAD, toBrokenCells, toSampleWords } from '../../../lib/core/verdict/broken-text.ts';
import { element, fill, find, fold, ofAny, table } from '../element.ts';
import { toGateId, toHref } from '../links.ts';
import { toAnswered, toBreakable, toCount } from '../words.ts';
import type { Model } from './model.ts';

const WORDS: Readonly<Record<GateOutcome, string>> = {
  pass: 'held',
  fail: 'broken',
  inconclusive: 'inconclusive',
  skipped: 'not judged',
};
const OUTCOMES = Object.keys(WORDS) as readonly GateOutcome[];
/** An outcome of ours; what a later version may say is shown as not judged. */
export const toOutcome = (outcome: string): GateOutcome =>
  OUTCOMES.find((known) => known === outcome) ?? 'skipped';

/** Shows every gate: as it was judged, or how it stands while the run is on. */
export function showGates({ digest, verdict, report }: Model): void {
  const broken = report?.summary.broken_by_route ?? [];
  const readings = readGates(digest);
  const readingOf = new Map(readings.map((reading) => [reading.gate.id, reading]));
  const rows = verdict
    ? verdict.gates.map((gate) => toJudgedRow(gate, readingOf.get(gate.id)))
    : readings.map((reading) => toStandingRow(digest.failures, reading));
  fill(find('gates'), { rows, broken }, ({ rows: all }) =>
    all.length === 0
      ? []
      : [
          element('h2', {}, 'Gates'),
          ...toTables(all, verdict !== null),
          broken.length > 0
            ? table(
                'What broke, by route',
                BROKEN_HEAD.map((title) => ({ title, short: true })),
                broken.map((one) => ({ cells: toBrokenCells(one) })),
              )
            : null,
        ],
  );
}

type Row = ReturnType<typeof toJudgedRow>;

/** What did not hold in the order of its weight, in sight; what held and what was not judged, folded, with how many they are. */
function toTables(all: readonly Row[], isJudged: boolean): HTMLElement[] {
  const of = (wanted: GateOutcome) => all.filter(({ outcome }) => outcome === wanted);
  const folded = (
    [
      ['held', isJudged ? ['held', 'held'] : ['holds so far', 'hold so far'], of('pass')],
      [
        'skipped',
        isJudged
          ? ['was not judged', 'were not judged']
          : ['has seen too little yet', 'have seen too little yet'],
        of('skipped'),
      ],
    ] as const
  ).filter(([, , rows]) => rows.length > 0);
  return [
    ...ofAny(listUnheld(all), (some) =>
      toGateTable(isJudged ? 'What did not hold' : 'What does not hold, as it stands now', some),
    ),
    ...folded.map(([id, [one, many], rows]) =>
      fold(
        `gates-${id}`,
        toCounted(rows.length, `gate ${one}`, `gates ${many}`),
        toGateTable(`Gates that ${many}`, rows),
        ...(rows.some(({ seen }) => seen.includes(DETECTABLE))
          ? [element('p', { class: 'faint' }, DETECTABLE_FROM)]
          : []),
      ),
    ),
  ];
}

const USED = { title: 'bound used', number: true, repeats: true };

function toGateTable(caption: string, rows: readonly Row[]): HTMLElement {
  const hasUsed = rows.some(({ used }) => used !== null);
  return table(
    caption,
    [{ title: 'gate' }, { title: '' }, { title: 'seen' }, ...(hasUsed ? [USED] : [])],
    rows.map((row) => ({
      id: toGateId(row.id),
      class: row.outcome,
      cells: [
        element(
          'span',
          {},
          element('a', { href: toHref(toGateId(row.id)) }, element('code', {}, toBreakable(row.id))),
          element('small', {}, row.why),
        ),
        element('span', { class: `mark ${row.outcome}` }, `${row.mark} ${row.word}`),
        row.sample === '' ? row.seen : element('span', {}, row.seen, element('small', {}, row.sample)),
        ...(hasUsed ? [row.used === null ? '' : toHeadroom(row.used)] : []),
      ],
    })),
  );
}

const toAdvisory = (severity: GateResult['severity']) => (severity === 'advisory' ? 'advisory: ' : '');

function toJudgedRow(gate: GateResult, reading: GateReading | undefined) {
  const outcome = toOutcome(gate.outcome);
  const { id, why, severity, value } = gate;
  const word = WORDS[outcome];
  return {
    ...{ id, why, severity, outcome },
    mark: OUTCOME_MARKS[outcome],
    word,
    seen: `${toAdvisory(severity)}${gate.because}${toDetectable({ ...gate, outcome })}`,
    sample: gate.sample ? toSampleWords(gate.sample).join(': ') : '',
    // A run shorter than its window is judged as a whole too, and may be broken by that alone.
    used:
      reading === undefined || reading.limit <= 0
        ? null
        : Math.max(reading.used, computeUsedShare(reading.gate, value ?? 0)),
  };
}

function toLatest(failures: readonly FailureNote[], { of }: Gate): string {
  const latest = failures.findLast(({ violations }) => violations.some((id) => SERVICE.counterOf[id] === of));
  if (!latest) return '';
  const answered = `${latest.path}: ${toAnswered(latest.status)}`;
  return ['', toAnswered(latest.status)].includes(latest.detail.trim())
    ? answered
    : `${answered}: ${latest.detail}`;
}

function toStandingRow(failures: readonly FailureNote[], { gate, worst, limit, samples, used }: GateReading) {
  const crossed = worst > limit;
  const outcome: GateOutcome = crossed ? gate.onCross : samples < gate.minSamples ? 'skipped' : 'pass';
  const among = gate.among.replaceAll('_', ' ');
  const seen = `${toAdvisory(gate.severity)}${showGateValue(gate, worst)} at worst, ${showGateValue(gate, limit)} allowed, ${toCount(samples)} ${among} so far`;
  const word = crossed ? 'crossed' : outcome === 'pass' ? 'holds' : 'too few yet';
  return {
    ...{ id: gate.id, why: gate.why, severity: gate.severity, outcome },
    mark: OUTCOME_MARKS[outcome],
    word,
    seen,
    // Which answer decides is known at the end; until then the latest that broke it stands for it.
    sample: crossed ? toLatest(failures, gate) : '',
    used: limit > 0 ? used : null,
  };
}

/** A bar with its number: how much of a bound is used up. */
function toHeadroom(used: number): HTMLElement {
  const percent = Math.round(used * 100);
  const meter = element('span', {
    class: used > 1 ? 'bar over' : used > 0.5 ? 'bar near' : 'bar',
    'aria-hidden': 'true',
  });
  meter.style.setProperty('--used', `${Math.min(100, percent)}%`);
  return element('span', { class: 'headroom' }, meter, `${percent} %`);
}
