// Flows played once, one after the other.
import { decideExitCode, decideOutcome, OUTCOME_MARKS } from '../../../lib/core/outcome.ts';
import { toFinding } from '../../../lib/core/smoke/report.ts';
import type { FlowResult } from '../play/flow-result.ts';
import { playFlow } from '../play/play-flow.ts';
import { createFlowPlayer } from '../play/player.ts';
import { type Action, type ActionContext, takeFlows, toEnvironment } from './context.ts';
import { withTarget } from './target.ts';

const USUAL_DEADLINE_MS = 60_000;

/** Plays the flows; the exit code is that of what they come to together. */
export const runOnce: Action = async (context) => {
  const flows = await takeFlows(context);
  const player = await createFlowPlayer(context.loaded);
  const environment = toEnvironment(context);
  const results = await withTarget(context, async (base) => {
    const played: FlowResult[] = [];
    for (const flow of flows) {
      const deadlineMs = flow.places[environment]?.deadlineMs ?? USUAL_DEADLINE_MS;
      const { stop, without } = context;
      const result = await playFlow(player, { flow, base, deadlineMs, stop, without, env: process.env });
      played.push(result);
      print(context, result);
      if (stop.aborted) break;
    }
    return played;
  });
  const outcome = decideOutcome(results);
  if (context.options.isOn('FLOWS_JSON')) context.print(JSON.stringify({ outcome, flows: results }));
  return decideExitCode(outcome);
};

function print(
  { options, say }: ActionContext,
  { flow, outcome, because, durationMs, rows }: FlowResult,
): void {
  if (options.isOn('FLOWS_JSON')) return;
  say(`${OUTCOME_MARKS[outcome]}  ${flow}: ${outcome}, ${because} (${Math.round(durationMs)} ms)`, outcome);
  for (const row of rows.filter((one) => one.outcome === 'fail' || one.outcome === 'inconclusive'))
    say(
      `     ${OUTCOME_MARKS[row.outcome]}  ${[row.id, row.variant].filter(Boolean).join(' ')}  ${toFinding(row)}`,
      row.outcome,
    );
}
