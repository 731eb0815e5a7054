// A mode over all its slots, as summary.json and the report show it.
import type { Aftermath } from './aftermath.ts';
import type { ChaosProof } from './chaos-proof.ts';
import type { JudgedWindow, ModeFigures } from './slot-schema.ts';

/** Puts together what the upstream calls and what the answers tell of each slot. */
export function joinWindows({ windows }: ChaosProof, { slots }: Aftermath): JudgedWindow[] {
  return windows.flatMap((window, index) => {
    const slot = slots[index];
    return slot ? [{ ...window, ...slot }] : [];
  });
}

/** A toxic that went as it must: it was on, acted, was healed, and the service got over it where it was watched. */
export const isSound = ({ effect, healed, recovery }: JudgedWindow): boolean =>
  effect === 'shown' && healed && recovery !== 'not_recovered';

const round = (value: number) => Number(value.toFixed(4));

/** The figures of every mode that was on, in the order they came. */
export function toModeFigures(windows: readonly JudgedWindow[]): Readonly<Record<string, ModeFigures>> {
  const modes = [...new Set(windows.map(({ mode }) => mode))];
  return Object.fromEntries(
    modes.map((mode) => [mode, addUp(windows.filter((window) => window.mode === mode))]),
  );
}

function addUp(windows: readonly JudgedWindow[]): ModeFigures {
  const count = (holds: (window: JudgedWindow) => boolean) => windows.filter(holds).length;
  const sum = (of: (window: JudgedWindow) => number) =>
    windows.reduce((total, window) => total + of(window), 0);
  const calls = sum((window) => window.upstream_calls ?? 0);
  const known = windows.some((window) => window.upstream_calls !== null);
  const timed = windows.filter((window) => window.upstream_added_ms !== null);
  const timedCalls = timed.reduce((total, window) => total + (window.upstream_calls ?? 0), 0);
  const addedMs = timed.reduce(
    (total, window) => total + (window.upstream_added_ms ?? 0) * (window.upstream_calls ?? 0),
    0,
  );
  const answers = sum((window) => window.answers);
  const recoveries = windows.flatMap((window) => (window.recover_s === null ? [] : [window.recover_s]));
  return {
    windows: windows.length,
    on: count((window) => window.read_back),
    bit: count((window) => window.effect === 'shown'),
    healed: count((window) => window.healed),
    watched: count((window) => window.recovery === 'recovered' || window.recovery === 'not_recovered'),
    recovered: count((window) => window.recovery === 'recovered'),
    recover_s: recoveries.length === 0 ? null : Math.max(...recoveries),
    upstream_calls: known ? calls : null,
    upstream_failed_ratio: calls === 0 ? null : round(sum((window) => window.upstream_failed ?? 0) / calls),
    upstream_added_ms: timedCalls === 0 ? null : Math.round(addedMs / timedCalls),
    answers,
    degraded_ratio: answers === 0 ? null : round(sum((window) => window.degraded) / answers),
  };
}
