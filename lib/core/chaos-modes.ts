// The toxic modes of a chaos window: what is put between the service and its upstream. Values: the service's runbook tool.

export type ToxicMode = 'latency' | 'timeout' | 'reset' | 'bandwidth' | 'mix';
export type ToxicType = 'latency' | 'timeout' | 'reset_peer' | 'bandwidth';

/** One toxic as Toxiproxy takes it. `toxicity` is the share of connections it strikes (0..1), drawn once per connection. */
export interface Toxic {
  readonly name: string;
  readonly type: ToxicType;
  readonly stream: 'upstream' | 'downstream';
  readonly toxicity: number;
  readonly attributes: Readonly<Record<string, number>>;
}

/**
 * A mode: its toxics, how much of a split window it gets, and what it must show on the service's upstream calls:
 * `errorShare` is the share of calls that must fail (at least), `addedMs` the rise of their mean latency.
 */
export interface ChaosMode {
  readonly why: string;
  readonly share: number;
  readonly toxics: readonly Toxic[];
  readonly effect: { readonly addedMs: number } | { readonly errorShare: number };
}

const toxic = (type: ToxicType, attributes: Readonly<Record<string, number>>, toxicity = 1): Toxic => ({
  name: `aurora_${type}`,
  type,
  stream: 'downstream',
  toxicity,
  attributes,
});

const LATENCY = toxic('latency', { latency: 800, jitter: 200 });
const RESET = toxic('reset_peer', { timeout: 0 }, 0.1);
const BANDWIDTH = toxic('bandwidth', { rate: 256 });

export const TOXIC_MODES: Readonly<Record<ToxicMode, ChaosMode>> = {
  latency: {
    why: 'a slow upstream: every answer 800 ± 200 ms later',
    share: 1,
    toxics: [LATENCY],
    effect: { addedMs: 300 },
  },
  timeout: {
    why: 'a dead upstream: nothing comes back, the connection closes after 2 s',
    share: 1,
    toxics: [toxic('timeout', { timeout: 2000 })],
    effect: { errorShare: 0.5 },
  },
  reset: {
    // It strikes one connection in ten, so it takes more calls than the others to be seen: a double share of a split window.
    why: 'a flaky network: one connection in ten is reset',
    share: 2,
    toxics: [RESET],
    effect: { errorShare: 0.02 },
  },
  bandwidth: {
    why: 'a thin line: 256 KB/s',
    share: 1,
    toxics: [BANDWIDTH],
    effect: { addedMs: 50 },
  },
  mix: {
    why: 'slow, thin and flaky at once',
    share: 1,
    // The reset comes last: a toxic before it cannot hand on what it holds, once the reset has struck, and a removal waits for that.
    toxics: [LATENCY, BANDWIDTH, RESET],
    effect: { addedMs: 300 },
  },
};

export const TOXIC_MODE_IDS = Object.keys(TOXIC_MODES) as readonly ToxicMode[];
