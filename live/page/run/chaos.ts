// The toxics of a run: each with its effect, and when the service recovered.
import { isSound } from '../../../lib/core/chaos/mode-figures.ts';
import type { JudgedWindow } from '../../../lib/core/chaos/slot-schema.ts';
import type { ToxicSpan } from '../../../lib/core/digest/data.ts';
import { toCounted } from '../../../lib/core/text/figures.ts';
import { element, fill, find, fold, ofAny, table } from '../element.ts';
import { toClock, toTime } from '../words.ts';
import type { Model } from './model.ts';

/** Shows the toxics: with effect and recovery once they are judged, before that when each was on. */
export function showChaos({ digest, verdict, report }: Model): void {
  const startedSec = digest.startedSec ?? 0;
  const judged = report?.summary.chaos_windows;
  const input = {
    judged: judged ?? null,
    spans: judged ? [] : digest.toxicSpans,
    left: report?.leftOut.windows ?? 0,
    isOver: verdict !== null,
  };
  fill(find('chaos'), input, ({ judged: windows, spans, left, isOver }) => {
    if (windows !== null && windows.length > 0)
      return [
        element('h2', {}, 'Chaos'),
        ...toWindows(windows, startedSec),
        left > 0 ? element('p', { class: 'faint' }, `${left} earlier ones are in summary.json.`) : null,
      ];
    if (spans.length === 0)
      return report ? [element('h2', {}, 'Chaos'), element('p', {}, 'No chaos was injected.')] : [];
    return [element('h2', {}, 'Chaos'), ...toSpans(spans, isOver, startedSec)];
  });
}

/** Of a run that is watched: healed toxics are folded where there are many. */
const MOST_HEALED = 5;
function toSpans(spans: readonly ToxicSpan[], isOver: boolean, startedSec: number): HTMLElement[] {
  const toTable = (some: readonly ToxicSpan[]) =>
    table(
      isOver
        ? 'Each toxic; whether it took effect, the report tells'
        : 'Each toxic so far; whether it took effect is judged at the end',
      [
        { title: 'toxic' },
        { title: 'at (UTC)', ...short },
        { title: 'lasted', ...short },
        { title: 'state', ...short },
      ],
      some.map((span) => ({
        cells: [
          toSlotName(span),
          toTime(startedSec + span.fromSec, startedSec),
          span.toSec === null ? '' : toClock(span.toSec - span.fromSec),
          toState(span),
        ],
      })),
    );
  const healed = spans.filter((span) => span.healed);
  if (healed.length <= MOST_HEALED) return [toTable(spans)];
  return [
    ...ofAny(
      spans.filter((span) => !span.healed),
      toTable,
    ),
    fold('toxics-healed', `${toCounted(healed.length, 'toxic')} healed`, toTable(healed.slice(-MOST_SHOWN))),
  ];
}
const MOST_SHOWN = 24;

function toState({ toSec, readBack, healed }: ToxicSpan): string {
  if (toSec === null) return readBack ? 'on' : 'asked for, not read back';
  return healed ? 'healed' : 'NOT healed';
}

/** What did not go as it must in sight; folded, what did. */
function toWindows(windows: readonly JudgedWindow[], startedSec: number): HTMLElement[] {
  const toTable = (caption: string, some: readonly JudgedWindow[]) =>
    table(
      `${caption}: did it take effect, was it healed, did the service recover`,
      [
        { title: 'toxic' },
        { title: 'at (UTC)' },
        { title: 'effect', repeats: true },
        { title: 'healed', repeats: true },
        { title: 'recovered after', repeats: true },
      ],
      some.map((window) => ({ cells: toWindowCells(window, startedSec) })),
    );
  const sound = windows.filter(isSound);
  const others = windows.filter((window) => !isSound(window));
  return [
    ...ofAny(others, (some) => toTable('Toxics that did not go as they must', some)),
    ...ofAny(sound, (some) =>
      fold(
        'toxics-sound',
        `${some.length} of ${toCounted(windows.length, 'toxic')} took effect and healed, and the service recovered wherever that was watched`,
        toTable('Toxics that went as they must', some),
      ),
    ),
  ];
}

const short = { repeats: true, short: true };

/** On one line, which is short. */
const toSlotName = ({ mode, window }: Pick<JudgedWindow, 'mode' | 'window'>) =>
  element('span', { class: 'name' }, `${mode}, window ${window + 1}`);

const EFFECTS = {
  shown: '✓ took effect',
  none: '✗ hit nothing',
  too_few: '? too few calls to tell',
} as const;

function toWindowCells(window: JudgedWindow, startedSec: number) {
  const fromSec = Date.parse(window.from) / 1000;
  const lasted = window.to === null ? 'not ended' : `${toClock(Date.parse(window.to) / 1000 - fromSec)} long`;
  const recovered = window.recover_s === null ? '' : `${Number(window.recover_s.toFixed(1))} s`;
  const word = {
    recovered: '✓',
    not_recovered: '✗ too late',
    unclear: '? inconclusive',
    not_watched: '· not watched',
  }[window.recovery];
  return [
    toSlotName(window),
    element(
      'span',
      {},
      toTime(fromSec, startedSec),
      element('small', {}, `${toClock(fromSec - startedSec)} into the run, ${lasted}`),
    ),
    element('span', {}, EFFECTS[window.effect], element('small', {}, window.because)),
    window.healed ? '✓ yes' : '✗ NOT healed',
    element('span', {}, `${word} ${recovered}`, element('small', {}, window.recover_because)),
  ];
}
