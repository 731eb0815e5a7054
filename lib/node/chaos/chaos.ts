// Chaos on the schedule: each fault injected, read back, shown to act, taken away again and read back as gone.

import { computeProbes } from '../../core/faults/draws.ts';
import type { Injection, Injections } from '../../core/faults/injection.ts';
import type { JournalRow, ReadingPoint, UpstreamTotals } from '../../core/journal/events.ts';
import { OptionError } from '../../core/options/option-error.ts';
import type { ToxicSlot } from '../../core/plan/schedule.ts';
import type { RunClock } from '../run/run-clock.ts';
import type { DisruptorAgent, StartAgent } from './disruptor-agent.ts';
import { type Draws, startDraws } from './draws.ts';
import { type HealResult, healProxy } from './heal.ts';
import { measureHeldMs } from './held-connection.ts';
import { type SlotWatch, watchSlot } from './proxy-watch.ts';
import type { ProxySpec, ToxiproxyClient } from './toxiproxy.ts';

/** Calls that were under way when a toxic came or went are not of the stretch that follows: reading begins when they are over. */
const SETTLE_SEC = 2.5;
const SETTLE_SHARE = 0.25;

export interface ChaosOptions {
  readonly client: ToxiproxyClient;
  readonly proxy: ProxySpec;
  /** Only where the Toxiproxy is ours: kills it, starts it anew, gives a client for it. */
  readonly ownProcess?: { restart(): Promise<ToxiproxyClient> };
  /** Starts what strikes single requests, for so many seconds at the most; there where a fault of the run needs it. */
  readonly startAgent?: StartAgent;
  readonly slots: readonly ToxicSlot[];
  readonly faults: Injections;
  readonly readUpstream: () => Promise<UpstreamTotals>;
  readonly write: (row: JournalRow) => Promise<void>;
}

/** Longer than any fault may hold a connection. */
const HELD_DEADLINE_MS = 5_000;

const toSettled = (fromSec: number, toSec: number) =>
  fromSec + Math.min(SETTLE_SEC, (toSec - fromSec) * SETTLE_SHARE);

/**
 * Puts one fault on a proxy and reads it back. Rejects where it did not come to be as asked.
 * @param forSec how long it is to be on
 * @returns the agent that the fault stands on, if it does: to be stopped once the proxy is healed
 */
export async function injectFault(
  { client, proxy, startAgent }: Pick<ChaosOptions, 'client' | 'proxy' | 'startAgent'>,
  fault: Injection,
  forSec = 0,
): Promise<DisruptorAgent | undefined> {
  switch (fault.by) {
    case 'toxics':
      await client.injectToxics(proxy.name, fault.toxics);
      return undefined;
    case 'disabled_proxy':
      await client.setEnabled(proxy.name, false);
      return undefined;
    case 'agent': {
      if (!startAgent) {
        throw new OptionError(
          `${fault.id} lasts only while its agent runs: play it in a run, with --toxiproxy-modes ${fault.id}`,
        );
      }
      const agent = await startAgent(proxy.upstream, fault.errors, forSec);
      try {
        await client.setUpstream(proxy.name, agent.address);
        return agent;
      } catch (error) {
        await agent.stop();
        throw error;
      }
    }
  }
}

/** Takes our faults off the proxy, whatever it takes. Never rejects. */
export async function heal(
  options: Pick<ChaosOptions, 'client' | 'proxy' | 'ownProcess'>,
): Promise<HealResult> {
  const { client, proxy, ownProcess } = options;
  return healProxy({ client, proxy, ...(ownProcess ? { ownProcess } : {}) });
}

/** How long one call took between two readings, in ms; undefined where there was none. */
function computeMeanMs(from: UpstreamTotals, to: UpstreamTotals): number | undefined {
  const [before, after] = from.calls === null || to.calls === null ? [from.answers, to.answers] : [from, to];
  const calls = (after?.calls ?? 0) - (before?.calls ?? 0);
  const tookMs = (after?.durationMs ?? 0) - (before?.durationMs ?? 0);
  return calls > 0 && tookMs >= 0 ? tookMs / calls : undefined;
}

/**
 * Plays the toxic slots of a run whose clock has begun, until they are over or `signal` aborts.
 * Each slot is healed before this returns, on every path.
 */
export async function runChaos(options: ChaosOptions, clock: RunClock, signal: AbortSignal): Promise<void> {
  const { proxy, slots, write } = options;
  const at = (sec: number) => clock.until(sec, signal);
  const isHolding = ({ mode }: ToxicSlot) => 'heldMs' in options.faults[mode].effect;
  const readHeld = async (slot?: ToxicSlot) => {
    if (slot ? !isHolding(slot) : !slots.some(isHolding)) return {};
    const probes = slot ? computeProbes(options.faults[slot.mode].strikes) : 1;
    const held = await Promise.all(
      Array.from({ length: probes }, () => measureHeldMs(proxy.listen, HELD_DEADLINE_MS)),
    );
    const known = held.filter((heldMs) => heldMs !== undefined);
    return known.length === 0 ? {} : { heldMs: Math.max(...known) };
  };
  let callMs = 0;
  let baseline: UpstreamTotals | undefined;
  const read = async (point: ReadingPoint, slot?: ToxicSlot) => {
    const totals = await options.readUpstream();
    if (point === 'baseline_start') baseline = totals;
    if (point === 'baseline_end' && baseline) callMs = computeMeanMs(baseline, totals) ?? callMs;
    await write({
      ts: clock.nowSec(),
      type: 'upstream.read',
      point,
      window: slot?.window ?? -1,
      mode: slot?.mode ?? null,
      ...totals,
      ...(await readHeld(slot)),
    });
  };

  await read('baseline_start');
  for (const [index, slot] of slots.entries()) {
    if (!(await at(slot.fromSec))) return;
    const { window, mode } = slot;
    if (slots[index - 1]?.window !== window) await read('baseline_end');
    let agent: DisruptorAgent | undefined;
    let draws: Draws | undefined;
    let watch: SlotWatch | undefined;
    // From the moment it may strike: reading it back takes a while.
    const ts = clock.nowSec();
    try {
      const fault = await injectFault(options, options.faults[mode], slot.toSec - slot.fromSec).then(
        (started) => {
          agent = started;
          return '';
        },
        (error: Error) => error.message,
      );
      await write({ ts, type: 'toxic.on', window, mode, read_back: fault === '', why: fault });
      if (fault === '') watch = watchSlot(options.client, proxy.name, mode);
      const injected = options.faults[mode];
      if (fault === '' && injected.by === 'toxics' && injected.redraw)
        draws = startDraws(options.client, proxy.name, injected.redraw, callMs);
      // One that is not on is not waited for: what follows counts as baseline.
      if (fault === '' && (await at(toSettled(slot.fromSec, slot.toSec)))) {
        await read('slot_start', slot);
        await at(slot.toSec);
        // Behind an agent that died every call fails: no effect of the fault, so the slot has no end to read.
        if (agent?.isRunning() ?? true) await read('slot_end', slot);
      }
    } finally {
      const drawn = await draws?.stop();
      const meddled = await watch?.stop();
      const result = await heal(options);
      await agent?.stop();
      const why = [drawn?.why, result.why].filter(Boolean).join(' ');
      const told = { ...(drawn ? { draws: drawn.draws } : {}), ...(meddled ? { meddled } : {}) };
      await write({ ts: clock.nowSec(), type: 'toxic.off', window, mode, ...result, why, ...told });
    }
    const next = slots[index + 1];
    if (next && next.window !== window && (await at(toSettled(slot.toSec, next.fromSec))))
      await read('baseline_start');
  }
}
