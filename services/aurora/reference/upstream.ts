// The decision upstream as a process.
import { parseUpstreamOptions, UPSTREAM_USAGE } from './options.ts';
import { runProgram } from './serve.ts';
import { createUpstream } from './upstream/upstream-app.ts';

runProgram('upstream', () => {
  const options = parseUpstreamOptions(process.argv.slice(2), process.env);
  if (options === undefined) return { usage: UPSTREAM_USAGE };
  return { app: createUpstream({ ...options, processMetrics: true }), ...options };
});
