// npm run disrupt: HTTP or gRPC faults in the pods of a cluster.
import { DISRUPT_OPTIONS } from '../lib/core/disrupt/disruption.ts';
import { runDisruption } from '../lib/node/chaos/disrupt.ts';
import { parseOptions } from '../lib/node/cli/command-line.ts';
import { runScript } from '../lib/node/cli/run-script.ts';

const HELP = `
A flag wins over its environment variable (named at the end of each line), that over the default in [ ].
The cluster is the current context of KUBECONFIG. K6_DISRUPTOR_BIN names a k6 v1 with xk6-disruptor to use instead of the
one built here. More in docs/disrupt.md.
Exit code: 0 the fault was on for its whole time and met requests, 1 it was not, 2 usage, no cluster, 128 + signal.`;

await runScript(async ({ signal }) => {
  const values = parseOptions({
    usage: 'npm run disrupt -- [options]',
    options: DISRUPT_OPTIONS,
    help: HELP,
    args: process.argv.slice(3),
    env: process.env,
  });
  return values && (await runDisruption(values, signal));
});
