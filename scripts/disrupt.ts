// npm run disrupt: HTTP or gRPC faults in the pods of a cluster.
import { DISRUPT } from '../lib/core/disrupt/options.ts';
import { runDisruption } from '../lib/node/chaos/disrupt.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';

await runCommand(DISRUPT, ({ values }, stop) => runDisruption(values, stop.signal));
