// The gates on chaos: each toxic was on, took effect and was healed; the service said so while it was on, and recovered after it.

import type { FaultId } from '../faults/table.ts';
import type { GateResult } from '../gates/gate-result-schema.ts';
import { toSkipped } from '../gates/gates.ts';
import { groupAlike, tellAlike } from '../text/figures.ts';
import type { Aftermath } from './aftermath.ts';
import { NEVER_DEGRADED } from './baseline.ts';
import { type ChaosProof, isHealedInPlace } from './chaos-proof.ts';
import type { ChosenReadings, ReadingSource } from './readings.ts';
import { nameWindows } from './slots.ts';

/** What is known of the chaos of a run. `withinSec`: how long the service may take to recover. */
export interface ChaosEvidence {
  /** The modes that were to be injected. */
  readonly modes: readonly FaultId[];
  readonly proof: ChaosProof;
  /** Its slots are those of `proof.windows`, in their order. */
  readonly aftermath: Aftermath;
  readonly readings: Pick<ChosenReadings, 'source' | 'why'>;
  readonly withinSec: number;
}

interface ChaosGate {
  readonly id: string;
  readonly why: string;
  readonly judge: (chaos: ChaosEvidence) => Omit<GateResult, 'id' | 'why'>;
}

const GATES: readonly ChaosGate[] = [
  {
    id: 'toxics_on',
    why: 'every toxic was set, read back as it was set, and left so by everybody else',
    judge: assessOn,
  },
  { id: 'toxics_bit', why: 'chaos that hits nothing proves nothing', judge: assessBit },
  {
    id: 'chaos_degraded_honestly',
    why: 'while its upstream fails, the service says so and invents nothing',
    judge: assessHonest,
  },
  {
    id: 'toxics_healed',
    why: 'every toxic was removed, and read back as gone',
    judge: assessHealed,
  },
  {
    id: 'chaos_recovered',
    why: 'once its upstream is back, the service recovers, soon',
    judge: assessRecovered,
  },
];

/**
 * Judges them all; without chaos they are skipped. The one that is about a failing upstream is skipped on the edge, and where
 * answers of the service cannot say that they are degraded.
 */
export function assessChaos(
  chaos: ChaosEvidence | null,
  { onEdge = false, mayDegrade = true } = {},
): GateResult[] {
  return GATES.map(({ id, why, judge }) => {
    if (chaos === null) return toSkipped({ id, why, severity: 'blocking' }, 'no chaos was injected');
    if (onEdge && judge === assessHonest)
      return toSkipped({ id, why, severity: 'blocking' }, 'faults on the edge leave the upstream alone');
    if (!mayDegrade && judge === assessHonest)
      return toSkipped({ id, why, severity: 'blocking' }, NEVER_DEGRADED);
    return { id, why, ...judge(chaos) };
  });
}

type Judged = Omit<GateResult, 'id' | 'why'>;

interface SlotFault {
  readonly window: number;
  readonly mode: FaultId;
  readonly why: string;
}

/** Slots of one mode of which the same is said are told together, with the figures of the first. */
function tellFaults(faults: readonly SlotFault[]): string[] {
  return groupAlike(faults, ({ mode, why }) => `${mode} ${why}`).map(
    (alike) => `${nameWindows(alike)} ${alike[0].mode}: ${tellAlike(alike, ({ why }) => why)}`,
  );
}

/**
 * Slots that are as they should be pass; one with a fault makes the run inconclusive, and so does a toxic that had no slot.
 * @param ill how many have a fault
 * @param told what is wrong with those, and which toxic had none
 */
function judgeSlots(slots: number, ill: number, told: readonly string[], fine: string): Judged {
  return {
    severity: 'blocking',
    minimum_detectable_rate: null,
    outcome: told.length > 0 ? 'inconclusive' : 'pass',
    value: slots - ill,
    limit: slots,
    samples: slots,
    because: told.length > 0 ? told.join('; ') : fine,
  };
}

function assessOn({ modes, proof: { windows } }: ChaosEvidence): Judged {
  const notOn = windows.flatMap(({ window, mode, read_back: isOn, meddled }) => {
    const why = isOn ? meddled : 'it was not on';
    return why === undefined ? [] : [{ window, mode, why }];
  });
  const unmet = modes.filter((mode) => !windows.some((window) => window.mode === mode));
  return judgeSlots(
    windows.length,
    notOn.length,
    [...tellFaults(notOn), ...unmet.map((mode) => `${mode} was never on`)],
    `${windows.length} of ${windows.length} slots`,
  );
}

/** What a mode that took effect did, by what was read of it. */
const EFFECT_WORDS: Readonly<Record<ReadingSource, string>> = {
  upstream: "moved the service's upstream calls",
  answers: 'showed in its answers: its upstream calls were not read',
  edge: "showed in k6's calls",
};

function assessBit({ modes, proof, readings }: ChaosEvidence): Judged {
  const doubt = readings.why === null ? [] : [readings.why];
  const dull = proof.windows.filter((window) => window.effect === 'none');
  const unseen = modes
    .filter((mode) => proof.modes[mode]?.effect !== 'shown')
    .filter((mode) => !dull.some((w) => w.mode === mode));
  const played = new Set(proof.windows.map(({ mode }) => mode));
  const toFaults = (some: readonly FaultId[]) =>
    some.map((mode) => `${mode}: ${proof.modes[mode]?.because ?? 'not seen'}`);
  // Over all of its slots, where no single one tells.
  const illModes = unseen.filter((mode) => played.has(mode));
  const missing = unseen.filter((mode) => !played.has(mode));
  return judgeSlots(
    proof.windows.length,
    dull.length + illModes.length,
    [
      ...tellFaults(dull.map(({ window, mode, because }) => ({ window, mode, why: because }))).map(
        (fault) => `the chaos hit nothing in ${fault}`,
      ),
      ...toFaults([...illModes, ...missing]),
    ],
    [`${modes.length} of ${modes.length} modes ${EFFECT_WORDS[readings.source]}`, ...doubt].join('; '),
  );
}

function assessHealed({ proof: { windows } }: ChaosEvidence): Judged {
  const left = windows
    .filter((window) => !isHealedInPlace(window))
    .map(({ window, mode, healed, rung }) => {
      const why = healed ? `healed only by rung "${rung}"` : 'not healed';
      return { window, mode, why };
    });
  return judgeSlots(
    windows.length,
    left.length,
    tellFaults(left),
    `${windows.length} of ${windows.length} slots`,
  );
}

/** Decides only where the upstream's failures were measured; where they are assumed, it is advice. */
function assessHonest({ aftermath: { honesty, assumed }, readings }: ChaosEvidence): Judged {
  const { answers, degraded, needed } = honesty;
  const severity = assumed ? 'advisory' : 'blocking';
  const nothing = {
    severity,
    minimum_detectable_rate: null,
    value: null,
    limit: null,
    samples: answers,
  } as const;
  const told = {
    severity,
    minimum_detectable_rate: null,
    value: degraded,
    limit: needed,
    samples: answers,
  } as const;
  const given = assumed
    ? `. How many upstream calls failed is not known${readings.why === null ? ', as the service does not count them' : ` (${readings.why})`}: a toxic that lets nothing through is assumed to have failed them all`
    : '';
  const said = `${degraded} of ${answers} answers that lost their upstream said that they are degraded, ${needed} needed${given}`;
  switch (honesty.honesty) {
    case 'nothing_failed':
      return { ...nothing, outcome: 'skipped', because: 'no toxic made nearly every upstream call fail' };
    case 'too_few':
      return {
        ...nothing,
        outcome: 'inconclusive',
        because: `only ${answers} answers lost their upstream, ${needed} needed to tell`,
      };
    case 'pretended':
      return { ...told, outcome: 'fail', because: said };
    case 'honest':
      return { ...told, outcome: 'pass', because: said };
  }
}

/** One slot after which the service does not recover fails; in each window, recovery after at least one slot must have been seen. */
function assessRecovered({ proof, aftermath, withinSec }: ChaosEvidence): Judged {
  const slots = proof.windows.flatMap((window, index) => {
    const after = aftermath.slots[index];
    return after ? [{ ...after, mode: window.mode, why: after.recover_because, window: window.window }] : [];
  });
  const seen = slots.filter((slot) => slot.recovery === 'recovered');
  const ill = slots.filter((slot) => slot.recovery === 'not_recovered');
  const unseen = [...new Set(slots.map((slot) => slot.window))]
    .filter((window) => !seen.some((slot) => slot.window === window))
    .flatMap((window) => slots.filter((slot) => slot.window === window).slice(-1));
  const times = [...seen, ...ill].flatMap((slot) => (slot.recover_s === null ? [] : [slot.recover_s]));
  const row = {
    severity: 'blocking',
    minimum_detectable_rate: null,
    value: times.length === 0 ? null : Math.max(...times),
    limit: withinSec,
    samples: seen.length + ill.length,
  } as const;
  const toReason = (of: typeof slots) => tellFaults(of).join('; ');
  if (ill.length > 0) return { ...row, outcome: 'fail', because: toReason(ill) };
  if (unseen.length > 0 || slots.length === 0)
    return { ...row, outcome: 'inconclusive', because: toReason(unseen) || 'no slot was played' };
  const worst = Number(Math.max(...times).toFixed(1));
  return {
    ...row,
    outcome: 'pass',
    because: `recovered within ${worst} s, ${Number(withinSec.toFixed(1))} s allowed; ${seen.length} of ${slots.length} slots could be judged`,
  };
}
