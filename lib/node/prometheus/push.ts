// One remote write: samples on their way to a Prometheus, within a deadline.
import { setTimeout as pause } from 'node:timers/promises';
import type { PrometheusTarget } from '../../core/monitoring/prometheus-options.ts';
import type { Reading } from '../../core/monitoring/run-state.ts';
import { toShown } from '../../core/text/plain-text.ts';
import { readTextUpTo } from '../http/body.ts';
import { callDirectly } from '../http/call.ts';
import { toReason } from '../http/fetch-failure.ts';
import { mayPass } from '../http/may-pass.ts';

/** Values as they were at one moment. */
export interface Snapshot {
  readonly atMs: number;
  readonly readings: readonly Reading[];
}

/** A remote write that did not get through. */
export class PushError extends Error {
  override readonly name = 'PushError';
  /** The status that was answered; 0 where nothing was. */
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
  /** True where the same write may get through later. */
  get mayPass(): boolean {
    return mayPass(this.status);
  }
  /** True where somebody else has written the same series at a later moment, or at the same one. */
  get isOvertaken(): boolean {
    return this.status === 400 && /out of order sample|duplicate sample for timestamp/.test(this.message);
  }
}

const MAX_ANSWER_BYTES = 64_000;
const MAX_SHOWN_CHARS = 200;

/** The header that lets us in, where one does. k6 calls its Prometheus past every proxy, and so do we. */
export function toAuthorization({
  credentials,
  token,
}: Partial<Pick<PrometheusTarget, 'credentials' | 'token'>>): Readonly<Record<string, string>> {
  if (token) return { authorization: `Bearer ${token}` };
  if (credentials === undefined) return {};
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** Snapshots in the order of time → one series for each name and set of labels, with a sample for each moment. */
function toTimeseries(snapshots: readonly Snapshot[], labels: Reading['labels']) {
  const byKey = new Map<
    string,
    { labels: { __name__: string; [label: string]: string }; samples: { value: number; timestamp: number }[] }
  >();
  for (const { atMs, readings } of snapshots) {
    for (const reading of readings) {
      const key = JSON.stringify([reading.name, reading.labels]);
      const series = byKey.get(key) ?? {
        labels: { ...labels, ...reading.labels, __name__: reading.name },
        samples: [],
      };
      byKey.set(key, series);
      series.samples.push({ value: reading.value, timestamp: atMs });
    }
  }
  return [...byKey.values()];
}

/**
 * Writes snapshots, the oldest first.
 * @param labels of every series
 * @throws PushError where Prometheus does not take them within `timeoutMs`
 */
export async function pushSnapshots(
  target: PrometheusTarget,
  labels: Reading['labels'],
  snapshots: readonly Snapshot[],
  timeoutMs: number,
): Promise<void> {
  // Loaded late: most runs push nothing.
  const { pushTimeseries } = await import('prometheus-remote-write');
  const inTime = AbortSignal.timeout(timeoutMs);
  let answered = 0;
  let said = '';
  try {
    await pushTimeseries(toTimeseries(snapshots, labels), {
      url: `${target.url}/api/v1/write`,
      headers: {
        'content-encoding': 'snappy',
        'x-prometheus-remote-write-version': '0.1.0',
        'user-agent': 'aurora-gate',
        ...toAuthorization(target),
      },
      fetch: async (url, init) => {
        const response = await callDirectly(url, {
          method: 'POST',
          headers: init?.headers ?? {},
          body: new Uint8Array(init?.body ?? new ArrayBuffer(0)),
          redirect: 'error',
          signal: inTime,
        });
        answered = response.status;
        said = response.ok ? '' : await readTextUpTo(response, MAX_ANSWER_BYTES);
        if (response.ok) await response.body?.cancel();
        return { status: response.status, statusText: response.statusText, text: async () => said };
      },
    });
  } catch (error) {
    throw new PushError(inTime.aborted ? `no answer within ${timeoutMs} ms` : toReason(error), 0);
  }
  if (answered >= 200 && answered < 300) return;
  const why = toShown(said.trim()).slice(0, MAX_SHOWN_CHARS);
  throw new PushError(`it answered ${answered}${why === '' ? '' : `: ${why}`}`, answered);
}

const EARLIER_EVERY_MS = 100;

/**
 * Writes values at this moment. Others may write the same series at the same time, whose moment is a little later than ours: then ours
 * are written once more with a moment that is later still.
 * @returns that moment, in epoch milliseconds
 * @throws PushError where Prometheus does not take them within `timeoutMs`
 */
export async function pushNow(
  target: PrometheusTarget,
  labels: Reading['labels'],
  read: (atMs: number) => readonly Reading[],
  timeoutMs: number,
): Promise<number> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const atMs = Date.now();
    try {
      await pushSnapshots(
        target,
        labels,
        [{ atMs, readings: read(atMs) }],
        Math.max(1, Math.ceil(until - performance.now())),
      );
      return atMs;
    } catch (error) {
      if (!(error instanceof PushError && error.isOvertaken) || performance.now() >= until) throw error;
      await pause(EARLIER_EVERY_MS);
    }
  }
}
