// The run's proxy is the run's alone: it is read once a second. At baseline it must be as it was before the first fault, while a fault is
// on as the run has set it.
import { setTimeout as pause } from 'node:timers/promises';
import { toMessage } from '../../core/text/message.ts';
import type { ProxySpec, ProxyState, ToxiproxyClient } from './toxiproxy.ts';

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
  let given: ProxyState | undefined;
  return async () => {
    try {
      const found = await client.readProxy(name);
      given ??= { enabled: true, upstream, toxics: found.toxics };
      return describeMeddling(name, given, found, 'at baseline');
    } catch (error) {
      return `Toxiproxy was lost at baseline: ${toMessage(error)}`;
    }
  };
}

/** A proxy that is watched while a fault of the run is on it. */
export interface SlotWatch {
  /** Reads it a last time. Resolves to what somebody did to it meanwhile, '' for nothing. Never rejects. */
  stop(): Promise<string>;
}

/**
 * Reads a proxy once a second from now on, when it is as the run has set it. A reading that fails tells nothing: healing sees to
 * a Toxiproxy that is lost.
 * @param everyMs @default 1000
 */
export function watchSlot(
  client: Pick<ToxiproxyClient, 'readProxy'>,
  name: string,
  mode: string,
  everyMs = EVERY_MS,
): SlotWatch {
  const over = new AbortController();
  const { signal } = over;
  let given: ProxyState | undefined;
  const look = async (): Promise<string> => {
    const now = await client.readProxy(name).catch(() => undefined);
    if (!now) return '';
    given ??= now;
    return describeMeddling(name, given, now, `while ${mode} was on`);
  };
  const watching = (async () => {
    for (;;) {
      const last = signal.aborted;
      const found = await look();
      if (last || found !== '') return found;
      await pause(everyMs, undefined, { signal }).catch(() => {});
    }
  })();
  return {
    stop() {
      over.abort();
      return watching;
    },
  };
}

/**
 * Says what was done to a proxy between two readings, in words that begin with `somebody`; '' where it is as it was.
 * @param when the stretch it was done in, as `at baseline`
 */
function describeMeddling(name: string, given: ProxyState, now: ProxyState, when: string): string {
  if (now.enabled !== given.enabled)
    return `somebody ${now.enabled ? 'enabled' : 'disabled'} ${name} ${when}`;
  if (now.upstream !== given.upstream)
    return `somebody led ${name} to ${now.upstream} ${when}, not ${given.upstream}`;
  const toForms = ({ toxics }: ProxyState) =>
    new Map(toxics.map((toxic) => [toxic.name, JSON.stringify(toxic)]));
  const [before, after] = [toForms(given), toForms(now)];
  const added = [...after.keys()].filter((toxic) => !before.has(toxic));
  if (added.length > 0) return `somebody put ${added.join(', ')} on ${name} ${when}`;
  const gone = [...before.keys()].filter((toxic) => !after.has(toxic));
  if (gone.length > 0) return `somebody took ${gone.join(', ')} from ${name} ${when}`;
  const changed = [...after].filter(([toxic, form]) => before.get(toxic) !== form).map(([toxic]) => toxic);
  return changed.length > 0 ? `somebody changed ${changed.join(', ')} on ${name} ${when}` : '';
}
