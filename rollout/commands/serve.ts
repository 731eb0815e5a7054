// The decision server, until Ctrl-C.
import { once } from 'node:events';
import { resolve } from 'node:path';
import { isLoopback } from '../../lib/core/options/address.ts';
import { withComparisonBounds } from '../measure/comparisons.ts';
import { startDecisionServer } from '../serve/start-server.ts';
import { choosePolicy } from './choose-policy.ts';
import { type Action, refuseWord } from './context.ts';
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
