// HTTP and gRPC faults in the pods of a cluster, by xk6-disruptor: `npm run disrupt`. Its load is a soak beside it.
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { describeDisruption, parseDisruption } from '../lib/core/disrupt/disruption.ts';
import { OptionError } from '../lib/core/options/option-error.ts';
import { createDisruptor, injectFault, loadDisruptor, toReason } from '../lib/k6/disruptor.ts';

const disruption = readDisruption();
const disruptor = loadDisruptor();

/** Beyond the fault and the start of its agent: asking the cluster, and ending the agent. */
const MARGIN_SEC = 60;

export const options: Options = {
  scenarios: {
    disrupt: {
      executor: 'per-vu-iterations',
      vus: 1,
      iterations: 1,
      maxDuration: `${disruption.durationSec + disruption.injectTimeoutSec + MARGIN_SEC}s`,
    },
  },
  // k6 ends with 0 although its only iteration was cut short by maxDuration: only the count tells that it was not.
  thresholds: { iterations: ['count==1'] },
};

export default function disrupt(): void {
  try {
    const pods = createDisruptor(disruptor, disruption);
    const names = pods.targets();
    say(`${describeDisruption(disruption)}; on ${names.length} pods: ${names.join(', ')}`);
    injectFault(pods, disruption);
    say(`over on ${names.length} pods`);
  } catch (error) {
    // An exception alone would leave k6 with exit code 0.
    exec.test.abort(`aurora-gate: ${toSentence(toReason(error))}`);
  }
}

/** Straight to the reader: what k6 prints after the run are figures of a load, and there was none. */
export function handleSummary(): Record<string, string> {
  return {};
}

function readDisruption() {
  try {
    return parseDisruption(__ENV);
  } catch (error) {
    throw error instanceof OptionError ? new Error(`aurora-gate: ${error.message}`) : error;
  }
}

function toSentence(why: string): string {
  if (why.includes('did not receive any request')) {
    return `the fault was on, but no request met it (${why}); let a soak run beside it, and see that PORT is the one it calls`;
  }
  return `the fault could not be put on, or not for its whole time: ${why}`;
}

function say(line: string): void {
  console.log(`aurora-gate: ${line}`);
}
