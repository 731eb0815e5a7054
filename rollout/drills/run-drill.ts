// One drill, from a healthy version 1 to its figures.
import { setTimeout as pause } from 'node:timers/promises';
import type { Action } from '../decision/decision.ts';
import type { GateVerdict } from '../decision/measurements.ts';
import { GATE } from '../templates/questions/gate-job.ts';
import type { Drill } from './drill.ts';
import { hasEnded } from './figures/ending.ts';
import { computeFigures, type DrillFigures, type Sightings } from './figures/figures.ts';
import type { GateExit } from './stage/gate-exits.ts';
import type { Stage } from './stage/stage.ts';
import type { ReadyUpset } from './upsets.ts';

/** What a drill came to, and whether that is how it must end. */
export interface DrillRun {
  readonly drill: Drill;
  readonly figures: DrillFigures;
  readonly isAsItMust: boolean;
  /** The first decision to abort or roll back; undefined where there was none. */
  readonly decision: Action | undefined;
  /** Why the decision was as it was: the reasons of the one that ended it. */
  readonly reasons: readonly string[];
  readonly sightings: Sightings;
}

/** The users are looked at for so long before the new version, to have something to compare with. */
const BASELINE_MS = 12_000;
const POLL_MS = 250;
/** The reason of a decision that is no finding: nobody could tell for too long. */
const HOLD = 'hold';
/** What Argo says where a question failed; where it does not, its analysis does. */
const FAILED_QUESTION = /Metric "([^"]+)" assessed Failed/;

/** Without a canary's answer for so long its way is over. */
const QUIET_MS = 5_000;

/**
 * Plays it.
 * @param endS seconds after which a drill that nobody ended is over: the canary was held
 */
export async function runDrill(
  drill: Drill,
  stage: Stage,
  upset: ReadyUpset,
  endS: number,
  say: (line: string) => void,
  stop: AbortSignal,
): Promise<DrillRun> {
  const seen: { -readonly [Key in keyof Sightings]: Sightings[Key] } = {
    appliedAtMs: 0,
    canary: undefined,
    calls: [],
    looks: stage.path.looks,
    decidedAtMs: undefined,
    abortedAtMs: undefined,
    promotedAtMs: undefined,
    isHarmful: false,
  };
  let decision: Action | undefined;
  let reasons: readonly string[] = [];
  let failedQuestion: string | undefined;
  const unsubscribe = stage.decisions.subscribe((decided) => {
    say(
      `decision: ${decided.decision} (${decided.reasons
        .slice(0, 2)
        .map(({ text }) => text)
        .join(' ')})`,
    );
    if (decided.canary === stage.stable || seen.decidedAtMs !== undefined) return;
    if (decided.decision !== 'abort' && decided.decision !== 'rollback') return;
    seen.decidedAtMs = Date.now();
    decision = decided.decision;
    if (decided.reasons.some(({ id, outcome }) => outcome === 'fail' && id !== HOLD)) seen.isHarmful = true;
    reasons = decided.reasons.filter(({ outcome }) => outcome === 'fail').map(({ text }) => text);
  });
  let underWay: Promise<void> | undefined;
  const gate = new Map<string, GateExit>();
  const readGate = async () => {
    for (const exit of await stage.readGate()) {
      if (!gate.has(exit.pod)) say(toGateSentence(exit));
      gate.set(exit.pod, exit);
    }
  };
  try {
    await pause(BASELINE_MS);
    await upset.before?.();
    say(`applying the new version: ${drill.canary.why}`);
    seen.appliedAtMs = Date.now();
    await stage.apply(2, drill.canary, upset.upstreamUrl);
    const until = seen.appliedAtMs + endS * 1000;
    let told = '';
    while (Date.now() < until) {
      stop.throwIfAborted();
      const status = await stage.read();
      if (status?.isObserved) {
        if (status.current !== stage.stable) seen.canary = status.current;
        const line =
          `${status.phase}${status.isAborted ? ', aborted' : ''}, step ${status.step} ${status.message}`.trimEnd();
        if (line !== told) say(line);
        told = line;
        if (drill.gate !== undefined) await readGate();
        if (status.isAborted) {
          failedQuestion ??= FAILED_QUESTION.exec(status.message)?.[1] ?? (await stage.readFailedQuestion());
          seen.abortedAtMs ??= Date.now();
          // By a guard of Argo's own, or by the gate: not only by the question for the decision, which may have been that nobody could tell.
          if (failedQuestion?.startsWith('decision') === false) seen.isHarmful = true;
        }
        if (status.phase === 'Healthy' && seen.canary !== undefined && status.stable === seen.canary)
          seen.promotedAtMs ??= Date.now();
      }
      const lastOfCanary = stage.path.looks.findLast(
        ({ cohort }) => cohort !== undefined && cohort === seen.canary,
      );
      if (lastOfCanary && underWay === undefined) {
        underWay = upset.atFirstAnswer?.({ ...stage, canary: seen.canary ?? '' }) ?? Promise.resolve();
        underWay.catch(() => {});
      }
      if (seen.promotedAtMs !== undefined) break;
      const isQuiet = lastOfCanary !== undefined && Date.now() - lastOfCanary.atMs > QUIET_MS;
      if (seen.abortedAtMs !== undefined && isQuiet) break;
      await pause(POLL_MS);
    }
    await underWay;
    seen.calls = await stage.load.readCalls();
  } finally {
    unsubscribe();
  }
  const sightings: Sightings = {
    ...seen,
    looks: [...stage.path.looks],
    ...(upset.beganAtMs === undefined ? {} : { cause: { atMs: upset.beganAtMs() } }),
  };
  const figures = computeFigures(sightings);
  if (failedQuestion !== undefined)
    reasons = [...reasons, `Argo ended it by the question "${failedQuestion}".`];
  const isAsItMust = hasEnded(drill, figures);
  if (drill.gate === undefined) return { drill, figures, isAsItMust, decision, reasons, sightings };
  const runs = [...gate.values()].sort((a, b) => (a.finishedAt < b.finishedAt ? -1 : 1));
  const found = toGateReasons(drill.gate, runs, failedQuestion);
  return {
    ...{ drill, figures, decision, sightings },
    reasons: [...reasons, ...found.reasons],
    isAsItMust: isAsItMust && found.isAsItMust,
  };
}

const toGateSentence = ({ code, verdict }: GateExit): string =>
  `The gate's Job ended with exit code ${code}: ${verdict ?? 'no verdict'}.`;

/** Whether the gate itself found what it must, and was what let the canary pass or ended it. Nobody else may have ended it before. */
export function toGateReasons(
  must: GateVerdict['outcome'],
  runs: readonly GateExit[],
  failedQuestion: string | undefined,
): { readonly isAsItMust: boolean; readonly reasons: readonly string[] } {
  const found = runs.at(-1)?.verdict;
  const isItsDoing = must === 'pass' ? failedQuestion === undefined : failedQuestion === GATE;
  return {
    isAsItMust: found === must && isItsDoing,
    reasons: runs.length === 0 ? ["The gate's Job came to no end."] : runs.map(toGateSentence),
  };
}
