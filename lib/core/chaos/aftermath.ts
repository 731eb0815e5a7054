// What the answers show of each toxic slot: whether the service degraded honestly, when it recovered, and the baseline between slots.

import type { FaultId } from '../faults/table.ts';
import { isRow, type JournalRow } from '../journal/events.ts';
import { type Answer, countAnswers, listEndedWithin, type Stretch, toOrdered } from './answers.ts';
import { type Baseline, countBaseline, createBaselineAnswers, listForeign } from './baseline.ts';
import { computeBaseline, computeStretch } from './chaos-proof.ts';
import { assessHonesty, type Honesty, type Words } from './honesty.ts';
import { assessRecovery, type Recovery, type RecoveryScale } from './recovery.ts';
import { type PlayedSlot, pairSlots } from './slots.ts';

/** One toxic slot, with the answers in it that may need the upstream. Upstream figures are of the service's own calls, null where it does not report them. */
export interface SlotAftermath extends Words, Recovery {
  readonly upstream_calls: number | null;
  readonly upstream_failed: number | null;
  /** Rise of their mean latency against baseline. */
  readonly upstream_added_ms: number | null;
}

/** In the order of the journal's `toxic.on` rows. */
export interface Aftermath {
  readonly slots: readonly SlotAftermath[];
  readonly honesty: Honesty;
  /** True where upstream calls are unknown, and a fault that lets nothing through is taken to have failed them all. */
  readonly assumed: boolean;
  readonly baseline: Baseline;
}

export interface AftermathInput {
  /** The journal but for the calls. */
  readonly rows: readonly JournalRow[];
  readonly answers: readonly Answer[];
  readonly scale: RecoveryScale;
  readonly endedSec: number;
  /** The modes under which no upstream call can end well. */
  readonly cutting: ReadonlySet<FaultId>;
}

const NO_WORDS: Words = { answers: 0, degraded: 0 };
const NO_CALLS = { upstream_calls: null, upstream_failed: null, upstream_added_ms: null } as const;
const NOT_ON = { ...NO_CALLS, ...NO_WORDS, recovery: 'not_watched', recover_s: null } as const;

/** Judges every slot of a run by its journal. */
export function judgeAftermath(input: AftermathInput): Aftermath {
  const { rows, scale, endedSec, cutting } = input;
  const ordered = toOrdered(input.answers);
  const answers = ordered.filter((answer) => answer.need !== 'none');
  const leaning = ordered.filter((answer) => answer.need === 'always');
  const others = ordered.filter((answer) => answer.need === 'none');
  const slots = pairSlots(rows);
  const foreign = listForeign(rows);
  const baseline = createBaselineAnswers(answers, foreign);
  const othersBaseline = createBaselineAnswers(others, foreign);
  // A slot disturbs the baseline until the service has recovered: a later slot's baseline leaves that stretch out.
  const disturb = (stretch: Stretch) => {
    baseline.disturb(stretch);
    othersBaseline.disturb(stretch);
  };
  // Between two toxics of a window the service rests, which is not baseline; a window in which none came to be on is.
  const windowFromSec = new Map<number, number>();
  const judged = slots.map((slot, index): SlotAftermath => {
    const goneSec = slot.off?.ts ?? endedSec;
    if (!slot.on.read_back) {
      disturb({ fromSec: slot.on.ts, toSec: goneSec });
      return { ...NOT_ON, recover_because: 'it was not on' };
    }
    const offSec = slot.off?.healed ? slot.off.ts : null;
    const untilSec = slots[index + 1]?.on.ts ?? endedSec;
    const after = (of: readonly Answer[]) =>
      offSec === null
        ? []
        : listEndedWithin(of, { fromSec: offSec, toSec: untilSec }).filter(
            ({ phase, beganSec }) => phase !== 'spike' && beganSec >= offSec,
          );
    const recovery = assessRecovery(
      {
        baseline: baseline.before(slot.on.ts),
        after: after(answers),
        others: { baseline: othersBaseline.before(slot.on.ts), after: after(others) },
        offSec,
        untilSec,
      },
      scale,
    );
    const fromSec = windowFromSec.get(slot.window) ?? slot.on.ts;
    windowFromSec.set(slot.window, fromSec);
    disturb({
      fromSec,
      toSec: goneSec + computeDisturbedSec(recovery, scale, untilSec - goneSec),
    });
    return { ...readUpstream(rows, slot), ...readWords(answers, slot), ...recovery };
  });
  const known = judged.some((slot) => slot.upstream_calls !== null);
  const toFailedRatio = (
    { upstream_calls: calls, upstream_failed: failed }: SlotAftermath,
    on: PlayedSlot['on'],
  ) => {
    if (!known) return on.read_back && cutting.has(on.mode) ? 1 : null;
    return calls === null || failed === null || calls === 0 ? null : failed / calls;
  };
  return {
    slots: judged,
    honesty: assessHonesty(
      slots.flatMap((slot, index) => {
        const told = judged[index];
        return told ? [{ ...readWords(leaning, slot), failedRatio: toFailedRatio(told, slot.on) }] : [];
      }),
    ),
    assumed: slots.length > 0 && !known,
    baseline: countBaseline(baseline.all()),
  };
}

/** How many seconds after a toxic do not count as baseline. A service that never recovers has failed for that already. */
function computeDisturbedSec(
  { recovery, recover_s }: Recovery,
  scale: RecoveryScale,
  watchedSec: number,
): number {
  switch (recovery) {
    case 'recovered':
    case 'not_recovered':
      return recover_s ?? watchedSec;
    case 'not_watched':
      return watchedSec;
    case 'unclear':
      return scale.withinSec;
  }
}

function readWords(all: readonly Answer[], { on, from, to }: PlayedSlot): Words {
  if (!on.read_back || !from || !to) return NO_WORDS;
  const stretch = { fromSec: from.ts, toSec: to.ts };
  const { answers, degraded } = countAnswers(listEndedWithin(all, stretch), stretch);
  return { answers, degraded };
}

function readUpstream(rows: readonly JournalRow[], { from, to }: PlayedSlot) {
  const tells = from && to && from.calls !== null && to.calls !== null && !from.source && !to.source;
  if (!tells) return NO_CALLS;
  const during = computeStretch(from, to);
  const baseline = computeBaseline(rows.filter(isRow('upstream.read')));
  const added =
    during.calls === 0 || baseline.calls === 0
      ? null
      : Math.round(during.durationMs / during.calls - baseline.durationMs / baseline.calls);
  return { upstream_calls: during.calls, upstream_failed: during.errors, upstream_added_ms: added };
}
