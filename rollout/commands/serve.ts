// The decision server, until Ctrl-C.
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Evidence } from '../../lib/core/evidence/statement-schema.ts';
import { isLoopback } from '../../lib/core/options/address.ts';
import { withComparisonBounds } from '../measure/comparisons.ts';
import type { DecisionRecorder } from '../serve/evidence.ts';
import { startDecisionServer } from '../serve/start-server.ts';
import { type Chosen, choosePolicy } from './choose-policy.ts';
import { type Action, type ActionContext, refuseWord } from './context.ts';
import { toReleaseOptions } from './release/release-policy.ts';
import { toSources } from './sources.ts';

/** Starts it, prints its address, and keeps it up. */
export const runServe: Action = async (context) => {
  refuseWord(context, 'serve');
  const { options, say, tell, stop } = context;
  const chosen = await choosePolicy(context);
  const sources = await toSources(context, chosen);
  const release = await toReleaseOptions(context, chosen.environment);
  const host = options.text('ROLLOUT_HOST');
  const token = options.text('ROLLOUT_TOKEN') || undefined;
  const recorder = await findRecorder(context, chosen);
  const server = await startDecisionServer({
    host,
    port: options.number('ROLLOUT_PORT'),
    token,
    stateDir: resolve(options.text('ROLLOUT_STATE_DIR')),
    policy: withComparisonBounds(chosen.policy, sources.monitored),
    sources,
    release,
    hasGuards: chosen.hasGuards,
    countBackMs: options.number('ROLLOUT_COUNT_BACK') * 1_000,
    recorder,
    tell,
  });
  try {
    say(`${server.url}/`);
    if (options.text('PROMETHEUS_URL') === '')
      tell('PROMETHEUS_URL was not given: every canary is held, and then aborted');
    if (token === undefined && !isLoopback(host))
      tell('without ROLLOUT_TOKEN nobody can override a decision');
    if (!stop.aborted) await once(stop, 'abort');
  } finally {
    await server.close();
  }
  return 0;
};

/** What signs its decisions, where a log is named. @throws OptionError where it cannot be signed */
async function findRecorder(
  { options, tell }: ActionContext,
  { environment }: Chosen,
): Promise<DecisionRecorder | undefined> {
  const dir = options.text('EVIDENCE_LOG');
  if (dir === '') {
    tell('EVIDENCE_LOG was not given: no decision is signed');
    return undefined;
  }
  // Loaded late: the libraries take longer than the rest, and most servers sign nothing.
  const [{ chooseSigner }, { openEvidenceLog }, { createDecisionRecorder }] = await Promise.all([
    import('../../lib/node/evidence/choose-signer.ts'),
    import('../../lib/node/evidence/log.ts'),
    import('../serve/evidence.ts'),
  ]);
  const log = await openEvidenceLog(dir, await chooseSigner(options));
  const record = async (evidence: Evidence) => {
    const { index, head } = await log.append(evidence);
    tell(`record ${index} of ${dir}; its head is now ${head}`);
  };
  return createDecisionRecorder(record, environment, tell);
}
