// Recorded answers, judged by the flows of today.
import { OUTCOME_MARKS } from '../../../lib/core/outcome.ts';
import { type Replayed, replayFlow } from '../cassettes/replay.ts';
import { createFlowPlayer } from '../play/player.ts';
import { type Action, takeFlows } from './context.ts';

const COUNTS_AS = {
  as_recorded: 'pass',
  drifted: 'fail',
  missing: 'fail',
  inconclusive: 'inconclusive',
} as const;

/** 0 where all is judged as it was recorded, 1 at a drift or a cassette that is missing, 3 where one cannot be judged. */
export const runReplay: Action = async (context) => {
  const { loaded, stop, options, print, say } = context;
  const flows = await takeFlows(context);
  const player = await createFlowPlayer(loaded);
  const rows: Replayed[] = [];
  for (const flow of flows) {
    const replayed = await replayFlow(player, flow, stop);
    rows.push(...replayed);
    if (options.isOn('FLOWS_JSON')) continue;
    for (const { flow: id, cassette, outcome, text } of replayed) {
      const counted = COUNTS_AS[outcome];
      say(`${OUTCOME_MARKS[counted]}  ${[id, cassette].filter(Boolean).join('/')}: ${text}`, counted);
    }
  }
  if (options.isOn('FLOWS_JSON')) print(JSON.stringify(rows));
  const counted = rows.map(({ outcome }) => COUNTS_AS[outcome]);
  if (counted.includes('fail')) return 1;
  return counted.includes('inconclusive') ? 3 : 0;
};
