// What every cause has at hand.
import type { Cleanup } from '../../lib/node/process/cleanup.ts';
import type { Cause } from './cause.ts';

export interface Around {
  /** A folder of ours. */
  readonly dir: string;
  readonly prometheusUrl: string;
  /** Where Prometheus reads the service and the feed. */
  readonly servicePort: number;
  readonly feedPort: number;
  /** Ends what was started. */
  readonly cleanup: Cleanup;
  readonly stop: AbortSignal;
  /** Measures a cause; several go on at once, of parts that have nothing to do with each other. */
  readonly measure: (cause: Cause) => Promise<void>;
}
