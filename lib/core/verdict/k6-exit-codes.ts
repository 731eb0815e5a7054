// With which code k6 ends, what each means, and whether its counts can then be believed.

export interface K6Exit {
  readonly code: number;
  /** What k6 says by it. */
  readonly meaning: string;
  /** k6 came to its summary and counted in it whatever was over: a run that was ended early is counted up to there. */
  readonly counted: boolean;
}

/** By the names of k6's own `errext/exitcodes`, of the version that tools/k6/go.mod pins; a test holds the two together. */
export const K6_EXIT_CODES = {
  CloudTestRunFailed: { code: 97, meaning: 'a run in its cloud failed', counted: false },
  CloudFailedToGetProgress: {
    code: 98,
    meaning: 'its cloud did not tell how far the run was',
    counted: false,
  },
  ThresholdsHaveFailed: { code: 99, meaning: 'a threshold was crossed', counted: true },
  SetupTimeout: { code: 100, meaning: 'the setup of the script took too long', counted: false },
  TeardownTimeout: { code: 101, meaning: 'the teardown of the script took too long', counted: false },
  GenericTimeout: { code: 102, meaning: 'something took too long', counted: false },
  // The REST API asks nobody who they are: whoever reaches its port can end a run.
  ScriptStoppedFromRESTAPI: {
    code: 103,
    meaning: 'somebody else stopped the run through its REST API',
    counted: true,
  },
  InvalidConfig: { code: 104, meaning: 'its configuration is invalid', counted: false },
  ExternalAbort: { code: 105, meaning: 'a signal ended the run', counted: true },
  CannotStartRESTAPI: { code: 106, meaning: 'its REST API could not be started', counted: false },
  ScriptException: { code: 107, meaning: 'the script threw an exception', counted: false },
  ScriptAborted: { code: 108, meaning: 'the script ended the run', counted: true },
  GoPanic: { code: 109, meaning: 'k6 itself crashed', counted: false },
  MarkedAsFailed: { code: 110, meaning: 'the script marked the run as failed', counted: false },
} as const satisfies Readonly<Record<string, K6Exit>>;

/** How a process ended: with a code, or by a signal. */
export interface K6End {
  readonly code: number;
  readonly signal: string | null;
}

const find = (code: number): K6Exit | undefined =>
  Object.values(K6_EXIT_CODES).find((known) => known.code === code);

/** True where k6 counted all that was over when it ended. A code that k6 does not define says nothing. */
export function hasCounted({ code, signal }: K6End): boolean {
  return signal === null && (code === 0 || find(code)?.counted === true);
}

/** How k6 ended, as the rest of "k6 ended with …". */
export function describeK6End({ code, signal }: K6End): string {
  const known = find(code);
  return signal ?? `exit code ${code}${known ? ` (${known.meaning})` : ''}`;
}
