// What a fault is: one thing that goes wrong on the wire, as data. One file per fault beside this one; `table.ts` lists them.

/** The way a toxic works on: `upstream` is what the client sends, `downstream` what comes back. */
export type Stream = 'upstream' | 'downstream';
export const STREAMS = ['upstream', 'downstream'] as const satisfies readonly Stream[];

export type ToxicType =
  | 'latency'
  | 'timeout'
  | 'reset_peer'
  | 'bandwidth'
  | 'slicer'
  | 'slow_close'
  | 'limit_data';

/**
 * One toxic as Toxiproxy takes it. `toxicity` is the share of connections it strikes (0..1), drawn once per connection.
 * Attributes: latency, jitter, timeout and slow_close's delay in ms; rate in KB/s; bytes and the slicer's sizes in bytes;
 * the slicer's delay in µs.
 */
export interface Toxic {
  readonly name: string;
  readonly type: ToxicType;
  readonly stream: Stream;
  readonly toxicity: number;
  readonly attributes: Readonly<Record<string, number>>;
}

/**
 * What a fault must show on the calls that pass it, or it hit nothing: `errorShare` is the share of calls that must fail
 * (at least), `addedMs` the rise of their mean latency, `heldMs` how much later a connection that is over is closed.
 */
export type Effect =
  | { readonly addedMs: number }
  | { readonly errorShare: number }
  | { readonly heldMs: number };

/** What a toxic meets: the bytes of the smallest message worth the name on its way, and the share of connections it strikes. */
export interface Met {
  readonly bytes: number;
  readonly toxicity: number;
}

/** One number that a fault takes, with its bounds. */
export interface Attribute {
  readonly is: string;
  readonly unit: 'ms' | 'µs' | 'KB/s' | 'bytes' | '%' | 'HTTP status';
  readonly value: number;
  readonly min: number;
  readonly max: number;
}

interface FaultBase {
  readonly id: string;
  /** What happens, in words a release manager reads. */
  readonly does: string;
  /** Where its defaults are from. */
  readonly source: string;
  /** How much of a split chaos window it gets: more where it takes more calls to be seen. */
  readonly share: number;
  /** True where a call that meets it gets no answer, or half of one; false where its answer is only late. */
  readonly cuts: boolean;
}

/** One toxic, its attributes as `A` names them. All of it but the type can be set by option: see `settings.ts`. */
export interface ToxicFault<A extends string = string> extends FaultBase {
  readonly by: 'toxic';
  readonly type: ToxicType;
  readonly stream: Stream;
  readonly toxicity: number;
  readonly attributes: Readonly<Record<A, Attribute>>;
  /** The least effect to be expected with these values. */
  expect(values: Readonly<Record<A, number>>, met: Met): Effect;
  /** Why these values do not go together, if they do not. */
  findConflict?(values: Readonly<Record<A, number>>): string | undefined;
}

/** Several toxics at once, in this order on the wire; they take their own faults' settings. It must show the effect of the first. */
export interface MixFault extends FaultBase {
  readonly by: 'mix';
  readonly of: readonly ToxicFault[];
}

/** The proxy is disabled: its port refuses, and what was connected is cut off. */
export interface DownFault extends FaultBase {
  readonly by: 'disabled_proxy';
  readonly effect: Effect;
}

/** What can be wrong with single requests: a share of them gets an error, and all are late. */
export interface RequestErrors {
  /** Share of requests (0..1) that get the error instead of an answer. */
  readonly errorRatio: number;
  /** HTTP status, or gRPC status number. */
  readonly errorCode: number;
  /** The error's body, or gRPC status message; '' for none. */
  readonly errorBody: string;
  readonly averageDelayMs: number;
  /** How far the delay varies, up and down. */
  readonly delayVariationMs: number;
  /** Paths, or gRPC services, that are left alone; compared whole, whatever their case. */
  readonly exclude: readonly string[];
}

type RequestsAttribute = 'percent' | 'status' | 'delay' | 'variation';

/** xk6-disruptor's agent stands between the proxy and the upstream, and strikes requests instead of connections. */
export interface RequestsFault extends FaultBase {
  readonly by: 'agent';
  readonly attributes: Readonly<Record<RequestsAttribute, Attribute>>;
  expect(values: Readonly<Record<RequestsAttribute, number>>): Effect;
  findConflict(values: Readonly<Record<RequestsAttribute, number>>): string | undefined;
}

export type Fault = ToxicFault | MixFault | DownFault | RequestsFault;
