// With which code k6 ends, what each means, and what its account of the run is then worth.

/**
 * `whole`: k6 ended its run and counted all of it. `cut`: the run was ended before its time; calls under way are lost, all
 * others are counted. `none`: k6 came to no end that its counts can be believed of.
 */
export type K6Account = 'whole' | 'cut' | 'none';

export interface K6Exit {
  readonly code: number;
  /** What k6 says by it, after "k6 ended with exit code …,". */
  readonly meaning: string;
  readonly account: K6Account;
}

/** By the names of k6's own `errext/exitcodes`, of the version that tools/k6/go.mod pins; a test holds the two together. */
export const K6_EXIT_CODES = {
  CloudTestRunFailed: { code: 97, meaning: 'a run in its cloud failed', account: 'none' },
  CloudFailedToGetProgress: {
    code: 98,
    meaning: 'its cloud did not tell how far the run was',
    account: 'none',
  },
  ThresholdsHaveFailed: { code: 99, meaning: 'a threshold was crossed', account: 'whole' },
  SetupTimeout: { code: 100, meaning: 'the setup of the script took too long', account: 'none' },
  TeardownTimeout: { code: 101, meaning: 'the teardown of the script took too long', account: 'none' },
  GenericTimeout: { code: 102, meaning: 'something took too long', account: 'none' },
  // The REST API asks nobody who they are: whoever reaches its port can end a run.
  ScriptStoppedFromRESTAPI: { code: 103, meaning: 'a call of its REST API stopped the run', account: 'none' },
  InvalidConfig: { code: 104, meaning: 'its configuration is invalid', account: 'none' },
  ExternalAbort: { code: 105, meaning: 'a signal ended the run', account: 'cut' },
  CannotStartRESTAPI: { code: 106, meaning: 'its REST API could not be started', account: 'none' },
  ScriptException: { code: 107, meaning: 'the script threw an exception', account: 'none' },
  ScriptAborted: { code: 108, meaning: 'the script ended the run', account: 'cut' },
  GoPanic: { code: 109, meaning: 'k6 itself crashed', account: 'none' },
  MarkedAsFailed: { code: 110, meaning: 'the script marked the run as failed', account: 'none' },
} as const satisfies Readonly<Record<string, K6Exit>>;

/** How a process ended: with a code, or by a signal. */
export interface K6End {
  readonly code: number;
  readonly signal: string | null;
}

const find = (code: number): K6Exit | undefined =>
  Object.values(K6_EXIT_CODES).find((known) => known.code === code);

/** What k6's account of a run is worth, by how its process ended. A code that k6 does not define is worth nothing. */
export function toK6Account({ code, signal }: K6End): K6Account {
  if (signal !== null) return 'none';
  return code === 0 ? 'whole' : (find(code)?.account ?? 'none');
}

/** How k6 ended, as the rest of "k6 ended with …". */
export function describeK6End({ code, signal }: K6End): string {
  const known = find(code);
  return signal ?? `exit code ${code}${known ? ` (${known.meaning})` : ''}`;
}
