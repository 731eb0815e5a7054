// The first screen: the verdict, the promise that was broken, the answer that broke it, and how to play it again.

import type { DigestData } from '../../../lib/core/digest/data.ts';
import { readGates } from '../../../lib/core/digest/readings.ts';
import type { GateResult } from '../../../lib/core/gates/gate-result-schema.ts';
import type { GateSample } from '../../../lib/core/gates/gate-sample-schema.ts';
import { listUnheld } from '../../../lib/core/gates/unheld.ts';
import type { FailureRow } from '../../../lib/core/journal/events.ts';
import { OUTCOME_MARKS } from '../../../lib/core/outcome.ts';
import { toCounted } from '../../../lib/core/text/figures.ts';
import { toSamplePlaces } from '../../../lib/core/verdict/broken-text.ts';
import type { Summary } from '../../../lib/core/verdict/summary-schema.ts';
import { element, fill, find } from '../element.ts';
import { toGateId, toHref, toSampleId } from '../links.ts';
import { toAnswered, toBreakable, toSentence, toTime } from '../words.ts';
import { showExcerpt } from './body.ts';
import { toOutcome } from './gates.ts';
import type { Model } from './model.ts';

/** Shows the verdict, or that there is none yet. */
export function showVerdict({ digest, verdict, report }: Model): void {
  const unheld = listUnheld(verdict?.gates ?? []);
  const deciders = unheld.filter(({ severity }) => severity === 'blocking');
  const input = {
    outcome: verdict?.outcome ?? null,
    because: verdict?.because ?? digest.verdict?.why ?? '',
    begun: digest.startedSec !== null,
    ended: digest.endedSec !== null,
    deciding: deciders,
    advice: unheld.filter(({ severity }) => severity === 'advisory'),
    ...toStopped(report?.summary, deciders),
    crossed: verdict ? [] : digest.crossings,
    standing: verdict ? [] : listStanding(digest),
    startedSec: digest.startedSec ?? 0,
  };
  const findFailure = ({ n, call }: GateSample) =>
    report?.failures.find((row) => row.n === n && row.call === call);
  fill(
    find('verdict'),
    input,
    ({ outcome, because, begun, ended, deciding, advice, broke, stopper, crossed, standing, startedSec }) => [
      element(
        'h1',
        { id: 'verdict-title', class: `outcome ${outcome ?? 'running'}` },
        outcome === null ? (begun ? (ended ? 'Judging' : 'Running') : 'Waiting') : outcome.toUpperCase(),
      ),
      broke ? element('p', { class: 'because' }, broke) : null,
      outcome === null
        ? null
        : element('p', { class: 'because' }, deciding.length > 0 ? toLead(deciding) : because),
      ...deciding.map((gate, i) => toReason(gate, i === 0, gate.sample && findFailure(gate.sample))),
      ...crossed.map((one) =>
        element(
          'div',
          { class: 'reason fail' },
          element('h2', {}, `${OUTCOME_MARKS.fail} `, toBreakable(one.gate)),
          element('p', {}, `crossed at ${toTime(startedSec + one.atSec, startedSec)} UTC: ${one.why}`),
        ),
      ),
      standing.length > 0
        ? element(
            'p',
            { class: 'because' },
            `${toCounted(standing.length, 'gate does', 'gates do')} not hold, as it stands now: `,
            ...toGateLinks(standing),
            '.',
          )
        : null,
      stopper ? element('p', { class: 'because' }, `${stopper} stopped the run.`) : null,
      advice.length > 0
        ? element(
            'p',
            { class: 'faint' },
            'Advisory gates that did not hold: ',
            ...toGateLinks(advice.map(({ id }) => id)),
            '.',
          )
        : null,
    ],
  );
}

const toGateLinks = (ids: readonly string[]) =>
  ids.flatMap((id, i) => [
    i === 0 ? '' : ', ',
    element('a', { href: toHref(toGateId(id)) }, toBreakable(id)),
  ]);

/** Gates over their bounds of which no row of the journal says so: they do not stop the run. */
const listStanding = (digest: DigestData) =>
  readGates(digest)
    .filter(
      ({ gate, worst, limit }) => worst > limit && !digest.crossings.some((one) => one.gate === gate.id),
    )
    .map(({ gate }) => gate.id);

/** How a run ended early: by which of the gates that decide, or what broke it off, where the first of them does not say so. */
function toStopped(
  summary: Summary | undefined,
  deciding: readonly GateResult[],
): { readonly broke?: string; readonly stopper?: string } {
  if (!summary || summary.status === 'completed') return {};
  const { status, stop_reason: why } = summary;
  if (why === null) return { broke: toSentence(status) };
  const stopper = deciding.find(({ id }) => why.startsWith(`${id}: `));
  if (stopper) return { stopper: stopper.id };
  return deciding[0]?.because.includes(why) ? {} : { broke: toSentence(`${status}: ${why}`) };
}

function toLead(deciding: readonly GateResult[]): string {
  const broken = deciding.filter(({ outcome }) => outcome === 'fail').length;
  const unclear = deciding.length - broken;
  if (broken === 0)
    return `${toCounted(unclear, 'gate')} inconclusive, so this run does not show that the service is well:`;
  const more = unclear === 0 ? '' : `, and ${toCounted(unclear, 'gate')} inconclusive`;
  return `${toCounted(broken, 'promise')} broken${more}:`;
}

/** A gate over many windows has a sentence for each; at the top the first ones do. */
const SHORT_CHARS = 320;
const toShort = (because: string) =>
  because.length > SHORT_CHARS
    ? `${because.slice(0, SHORT_CHARS)}… (all of it in the table of gates)`
    : because;

/** A gate that decided: its promise first, as its owner says it. Of the first one the sample is in sight, of the others it is folded. */
function toReason(gate: GateResult, isFirst: boolean, failure: FailureRow | undefined): HTMLElement {
  const outcome = toOutcome(gate.outcome);
  const sample = gate.sample ? toSample(gate.sample, failure) : [];
  return element(
    'div',
    { class: `reason ${outcome}` },
    element('h2', {}, `${OUTCOME_MARKS[outcome]} ${toSentence(gate.why)}`),
    element(
      'p',
      { class: 'seen' },
      element('a', { href: toHref(toGateId(gate.id)) }, element('code', {}, toBreakable(gate.id))),
      `: ${toShort(gate.because)}`,
    ),
    ...(isFirst || sample.length === 0
      ? sample
      : [
          element(
            'details',
            { id: `reason-${gate.id}` },
            element('summary', {}, 'The answer that broke it'),
            ...sample,
          ),
        ]),
  );
}

/** The answer that a gate points to, where in it the fault is, and the command that plays it again. */
function toSample(sample: GateSample, failure: FailureRow | undefined): HTMLElement[] {
  const { route, variant, step, journey, phase, status, detail } = sample;
  const answered = toAnswered(status);
  return [
    element(
      'p',
      { class: 'sample-head' },
      element('strong', {}, route),
      ` · ${variant} · ${answered}`,
      element('small', {}, `step ${step} of ${journey}, ${phase}`),
    ),
    ...(detail.trim() === '' || detail.trim() === answered ? [] : [element('p', {}, detail)]),
    ...(failure && failure.body !== '' ? [showExcerpt(failure.body, failure.detail)] : []),
    ...(failure === undefined && status !== 0
      ? [element('p', { class: 'faint' }, 'Of this answer no copy was kept; the command shows it again.')]
      : []),
    element('p', { class: 'again' }, 'Play it again:'),
    element('pre', { tabindex: '0' }, sample.command),
    element(
      'p',
      { class: 'faint' },
      ...(failure ? [element('a', { href: toHref(toSampleId(failure)) }, 'The whole sample'), ' · '] : []),
      toSamplePlaces(sample),
    ),
  ];
}
