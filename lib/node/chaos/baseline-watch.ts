// Baseline must be baseline: while no fault of the run is on, its proxy is read once a second and must be as it was before the first.
import { setTimeout as pause } from 'node:timers/promises';
import type { ProxySpec, ToxiproxyClient } from './toxiproxy.ts';

/** From when on what the service answers says nothing about the service any more, epoch seconds; and why. */
export interface Disturbance {
  readonly sinceSec: number;
  readonly why: string;
}

export interface BaselineWatch {
  readonly client: Pick<ToxiproxyClient, 'readProxy'>;
  readonly proxy: ProxySpec;
  /** False while a fault of the run is on, or is being put on or taken off. */
  readonly isBaseline: () => boolean;
  /** Now, in epoch seconds. */
  readonly nowSec: () => number;
  /** Aborts when every fault is healed and the run is over. */
  readonly signal: AbortSignal;
  /** @default 1000 */
  readonly everyMs?: number;
}

const EVERY_MS = 1_000;
/** A fault of our own shows a moment before it is known here, a busy machine misses one deadline: neither happens twice running. */
const CONFIRMED = 2;

/**
 * Watches until something else than the run touched the proxy, or `signal` aborts; then it is read a last time.
 * @returns what disturbed the baseline; undefined where nothing did
 */
export async function watchBaseline(watch: BaselineWatch): Promise<Disturbance | undefined> {
  const { isBaseline, nowSec, signal, everyMs = EVERY_MS } = watch;
  const find = createFinder(watch);
  let sinceSec = nowSec();
  let seen = 0;
  for (;;) {
    const over = signal.aborted;
    const readSec = nowSec();
    const why = over || isBaseline() ? await find() : '';
    if (why === '' || !(over || isBaseline())) {
      if (over) return undefined;
      seen = 0;
      sinceSec = readSec;
    } else if (++seen === CONFIRMED) return { sinceSec, why };
    await pause(everyMs, undefined, { signal }).catch(() => {});
  }
}

/** Toxics of others that were there from the first are part of what the run was given: the rest is not. */
function createFinder({ client, proxy: { name, upstream } }: BaselineWatch): () => Promise<string> {
  let given: ReadonlySet<string> | undefined;
  return async () => {
    try {
      const found = await client.readProxy(name);
      const toxics = found.toxics.map((toxic) => toxic.name);
      given ??= new Set(toxics);
      if (!found.enabled) return `somebody disabled ${name} at baseline`;
      if (found.upstream !== upstream)
        return `somebody led ${name} to ${found.upstream} at baseline, not ${upstream}`;
      const added = toxics.filter((toxic) => !given?.has(toxic));
      if (added.length > 0) return `somebody put ${added.join(', ')} on ${name} at baseline`;
      const gone = [...given].filter((toxic) => !toxics.includes(toxic));
      return gone.length > 0 ? `somebody took ${gone.join(', ')} from ${name} at baseline` : '';
    } catch (error) {
      return `Toxiproxy was lost at baseline: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
}
