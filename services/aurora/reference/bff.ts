// The reference BFF as a process.
import { createBff } from './app.ts';
import { BFF_USAGE, parseBffOptions } from './options.ts';
import { runProgram } from './serve.ts';
import { createHttpUpstreamCall } from './upstream/upstream-call.ts';

runProgram('bff', () => {
  const options = parseBffOptions(process.argv.slice(2), process.env);
  if (options === undefined) return { usage: BFF_USAGE };
  const callUpstream = createHttpUpstreamCall(options.upstreamUrl, options.upstreamConnections);
  return { app: createBff({ ...options, callUpstream, processMetrics: true }), ...options };
});
