// What the fakes of k6's modules share: the time, the answers, the samples and the end of one VU's run.

/** A request as k6's http was asked for it. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly params: Readonly<Record<string, unknown>>;
  /** Milliseconds of the run when it was sent. */
  readonly atMs: number;
}

/** An answer, as far as a test says it; the rest is that of an empty 200. */
export interface Answer {
  /** 0 where there was none. */
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly error?: string;
  readonly error_code?: number;
  readonly sendingMs?: number;
  readonly durationMs?: number;
}

/** One value that a metric was given. */
export interface Sample {
  readonly metric: string;
  readonly value: number;
  readonly tags: Readonly<Record<string, string>>;
}

const begin = () => ({
  /** k6's count of its own run. Sleeping moves it, and so does an answer by its duration. */
  runMs: 0,
  iteration: 0,
  vusInitialized: 1,
  /** The VU of the test is the only one, unless a test says otherwise. */
  vusActive: () => 1,
  /** What the next requests get, in order. */
  answers: [] as (Answer | ((sent: Sent) => Answer))[],
  /** What any request gets after those. None: a request that no test foresaw is a fault of the test. */
  otherwise: undefined as ((sent: Sent) => Answer) | undefined,
  sent: [] as Sent[],
  samples: [] as Sample[],
  /** Why the run was aborted, once it was. */
  aborted: undefined as string | undefined,
});

/** The tags of the VU. One object for the whole test, as k6 has one: who keeps it sees what is set later. */
export const tags: Record<string, string> = {};
/** The state that tests write and read. */
export const world = begin();

/** A new run: nothing sent, nothing counted, no time passed. */
export function resetWorld(): void {
  Object.assign(world, begin());
  for (const name of Object.keys(tags)) delete tags[name];
}

/** Lets time pass. */
export function elapse(sec: number): void {
  world.runMs += sec * 1000;
}

/** The values that a metric was given, in order. */
export const valuesOf = (metric: string): readonly number[] =>
  world.samples.filter((sample) => sample.metric === metric).map(({ value }) => value);

/** What a counter came to. */
export const sumOf = (metric: string): number => valuesOf(metric).reduce((sum, value) => sum + value, 0);
