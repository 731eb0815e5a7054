// The verdict and why: first what decided, then every gate with its headroom.
import { SERVICE } from 'service-under-test';
import type { FailureNote } from '../../lib/core/digest/data.ts';
import { type GateReading, readGates } from '../../lib/core/digest/readings.ts';
import type { GateResult } from '../../lib/core/gates/gate-result-schema.ts';
import type { GateSample } from '../../lib/core/gates/gate-sample-schema.ts';
import { type Gate, showGateValue } from '../../lib/core/gates/gates.ts';
import { type GateOutcome, OUTCOME_MARKS } from '../../lib/core/outcome.ts';
import { toPercent } from '../../lib/core/text/percent.ts';
import {
  BROKEN_HEAD,
  toBrokenCells,
  toSamplePlaces,
  toSampleWords,
} from '../../lib/core/verdict/broken-text.ts';
import { element, fill, find, table } from './element.ts';
import type { Model } from './model.ts';
import { toBreakable, toCount, toTime } from './words.ts';

const WORDS: Readonly<Record<GateOutcome, string>> = {
  pass: 'held',
  fail: 'broken',
  inconclusive: 'inconclusive',
  skipped: 'not judged',
};
const OUTCOMES = Object.keys(WORDS) as readonly GateOutcome[];
/** An outcome of ours; what a later version may say is shown as not judged. */
const toOutcome = (outcome: string): GateOutcome => OUTCOMES.find((known) => known === outcome) ?? 'skipped';

/** Shows the verdict, or that there is none yet. */
export function showVerdict({ digest, verdict, report }: Model): void {
  const status = report && report.summary.status !== 'completed' ? report.summary : null;
  const input = {
    outcome: verdict?.outcome ?? null,
    because: verdict?.because ?? digest.verdict?.why ?? '',
    ended: digest.endedSec !== null,
    deciding: (verdict?.gates ?? []).filter((gate) => isDeciding(gate)),
    advice: (verdict?.gates ?? []).filter((gate) => gate.severity === 'advisory' && isBad(gate)),
    stopped: status && `${status.status}${status.stop_reason === null ? '' : `: ${status.stop_reason}`}`,
    crossed: verdict ? [] : digest.crossings,
    startedSec: digest.startedSec ?? 0,
  };
  fill(
    find('verdict'),
    input,
    ({ outcome, because, ended, deciding, advice, stopped, crossed, startedSec }) => [
      element(
        'h1',
        { id: 'verdict-title', class: `outcome ${outcome ?? 'running'}` },
        outcome === null ? (ended ? 'Judging' : 'Running') : outcome.toUpperCase(),
      ),
      outcome === null
        ? null
        : element(
            'p',
            { class: 'because' },
            deciding.length > 0 ? toLead(outcome, deciding.length) : because,
          ),
      ...deciding.map(toReason),
      ...crossed.map((one) =>
        element(
          'div',
          { class: 'reason fail' },
          element('h2', {}, `${OUTCOME_MARKS.fail} `, toBreakable(one.gate)),
          element('p', {}, `crossed at ${toTime(startedSec + one.atSec)} UTC: ${one.why}`),
        ),
      ),
      stopped ? element('p', { class: 'because' }, stopped) : null,
      advice.length > 0
        ? element(
            'p',
            { class: 'faint' },
            `Advisory gates that did not hold: ${advice.map(({ id }) => id).join(', ')}.`,
          )
        : null,
    ],
  );
}

const isBad = ({ outcome }: GateResult) => outcome === 'fail' || outcome === 'inconclusive';

function isDeciding(gate: GateResult): boolean {
  return gate.severity === 'blocking' && isBad(gate);
}

function toLead(outcome: string, count: number): string {
  const gates = `${count} gate${count === 1 ? '' : 's'}`;
  return outcome === 'fail'
    ? `${gates} broken:`
    : `${gates} inconclusive, so this run does not show that the service is well:`;
}

/** A gate over many windows has a sentence for each; at the top the first ones do. */
const SHORT_CHARS = 320;
const toShort = (because: string) =>
  because.length > SHORT_CHARS
    ? `${because.slice(0, SHORT_CHARS)}… (all of it in the table of gates)`
    : because;

const toReason = (gate: GateResult) =>
  element(
    'div',
    { class: `reason ${toOutcome(gate.outcome)}` },
    element('h2', {}, `${OUTCOME_MARKS[toOutcome(gate.outcome)]} `, toBreakable(gate.id)),
    element('p', { class: 'seen' }, toShort(gate.because)),
    ...(gate.sample ? toSample(gate.sample) : []),
    element('p', { class: 'faint' }, `The promise: ${gate.why}.`),
  );

/** The answer that a gate points to, and the command that plays it again. */
const toSample = (sample: GateSample): HTMLElement[] => [
  ...toSampleWords(sample).map((line) => element('p', {}, line)),
  element('p', { class: 'faint' }, toSamplePlaces(sample)),
  element('pre', { tabindex: '0' }, sample.command),
];

/** Shows every gate: as it was judged, or how it stands while the run is on. */
export function showGates({ digest, verdict, report }: Model): void {
  const broken = report?.summary.broken_by_route ?? [];
  const readings = readGates(digest);
  const usedOf = new Map(readings.map(({ gate, used, limit }) => [gate.id, limit > 0 ? used : null]));
  const rows = verdict
    ? verdict.gates.map((gate) => toJudgedRow(gate, usedOf.get(gate.id) ?? null))
    : readings.map((reading) => toStandingRow(digest.failures, reading));
  fill(find('gates'), { rows, broken }, ({ rows: all }) =>
    all.length === 0
      ? []
      : [
          element('h2', {}, 'Gates'),
          table(
            verdict ? 'Every gate, as it was judged' : 'Every gate on counts and rates, as it stands now',
            [
              { title: 'gate' },
              { title: '' },
              { title: 'seen' },
              { title: 'bound used', number: true, repeats: true },
            ],
            true,
            all.map((row) => ({
              class: row.outcome,
              cells: [
                element('span', {}, element('code', {}, toBreakable(row.id)), element('small', {}, row.why)),
                element('span', { class: `mark ${row.outcome}` }, `${row.mark} ${row.word}`),
                row.sample === ''
                  ? row.seen
                  : element('span', {}, row.seen, element('small', {}, row.sample)),
                row.used === null ? '' : toHeadroom(row.used),
              ],
            })),
          ),
          broken.length > 0
            ? table(
                'What broke, by route',
                BROKEN_HEAD.map((title) => ({ title })),
                true,
                broken.map((one) => ({ cells: toBrokenCells(one) })),
              )
            : null,
          verdict && all.some(({ seen }) => seen.includes('; detectable from '))
            ? element(
                'p',
                { class: 'faint' },
                'detectable from: the minimum detectable rate, the smallest true share that this run fails with 95 % probability',
              )
            : null,
        ],
  );
}

function toJudgedRow(gate: GateResult, used: number | null) {
  const outcome = toOutcome(gate.outcome);
  const advisory = gate.severity === 'advisory' ? 'advisory: ' : '';
  const rate = gate.minimum_detectable_rate;
  const detectable = outcome === 'pass' && rate !== null ? `; detectable from ${toPercent(rate)}` : '';
  const { id, why, value, limit } = gate;
  const word = WORDS[outcome];
  return {
    id,
    why,
    outcome,
    mark: OUTCOME_MARKS[outcome],
    word,
    seen: `${advisory}${gate.because}${detectable}`,
    sample: gate.sample ? toSampleWords(gate.sample).join(': ') : '',
    // A run shorter than its window is judged as a whole too, and may be broken by that alone.
    used: used === null || value === null || !limit ? used : Math.max(used, value / limit),
  };
}

function toLatest(failures: readonly FailureNote[], { of }: Gate): string {
  const latest = failures.findLast(({ violations }) => violations.some((id) => SERVICE.counterOf[id] === of));
  return latest ? `${latest.path}: status ${latest.status}: ${latest.detail}` : '';
}

function toStandingRow(failures: readonly FailureNote[], { gate, worst, limit, samples, used }: GateReading) {
  const crossed = worst > limit;
  const outcome: GateOutcome = crossed ? gate.onCross : samples < gate.minSamples ? 'skipped' : 'pass';
  const among = gate.among.replaceAll('_', ' ');
  const seen = `${showGateValue(gate, worst)} at worst, ${showGateValue(gate, limit)} allowed, ${toCount(samples)} ${among} so far`;
  const word = crossed ? 'crossed' : outcome === 'pass' ? 'holds' : 'too few yet';
  return {
    id: gate.id,
    why: gate.why,
    outcome,
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
