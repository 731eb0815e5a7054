// A cause that is switched on and off, and how long each of its alerts takes to be told, and to be told over.
import { waitFor } from '../../lib/node/process/wait.ts';
import type { Labels, Told } from './told.ts';

/** Something that goes wrong. */
export interface Cause {
  /** What is done, as the table says it. */
  readonly what: string;
  /** The labels that tell the alerts it must raise. */
  readonly alerts: readonly Labels[];
  /** Switches it on. */
  on(): Promise<Begun>;
  /** Switches it off. @returns when it was off, in epoch milliseconds */
  off(): Promise<number>;
}

/** A cause that is on. */
export interface Begun {
  /** Since when, in epoch milliseconds. */
  readonly atMs: number;
  /** Labels that its alerts have besides, known only now. */
  readonly labels?: Labels;
}

/** What became of one alert of a cause. */
export interface Measured {
  readonly what: string;
  readonly labels: Labels;
  /** From the cause to whoever is told of it, and from its end to whoever is told that it is over; undefined where nobody was. */
  readonly toldMs: number | undefined;
  readonly overMs: number | undefined;
}

/** How long is waited for what is told. */
export interface Patience {
  readonly toldMs: number;
  readonly overMs: number;
}

const LOOK_EVERY_MS = 50;

const fits = (labels: Labels, wanted: Labels) =>
  Object.entries(wanted).every(([name, value]) => labels[name] === value);

/**
 * The first time since then that an alert with these labels was told so.
 * @param sinceMs what fired before that is of another cause
 */
export const findTold = (
  told: readonly Told[],
  wanted: Labels,
  status: Told['status'],
  sinceMs: number,
): Told | undefined =>
  told.find(
    (one) =>
      one.status === status &&
      one.atMs >= sinceMs &&
      (status === 'resolved' || (one.firedMs ?? one.atMs) >= sinceMs) &&
      fits(one.labels, wanted),
  );

/** Switches a cause on, waits for its alerts, switches it off, and waits until they are over. What is not told in time is left undefined. */
export async function measureCause(
  cause: Cause,
  listTold: () => readonly Told[],
  patience: Patience,
): Promise<readonly Measured[]> {
  const wait = async (wanted: Labels, status: Told['status'], sinceMs: number, deadlineMs: number) =>
    waitFor(
      `${JSON.stringify(wanted)} is ${status}`,
      deadlineMs,
      () => findTold(listTold(), wanted, status, sinceMs)?.atMs,
      LOOK_EVERY_MS,
    ).then(
      (atMs) => atMs - sinceMs,
      () => undefined,
    );
  const { atMs, labels } = await cause.on();
  const alerts = cause.alerts.map((alert) => ({ ...alert, ...labels }));
  const told = await Promise.all(alerts.map((alert) => wait(alert, 'firing', atMs, patience.toldMs)));
  const offMs = await cause.off();
  const over = await Promise.all(
    alerts.map(async (alert, n) =>
      told[n] === undefined ? undefined : wait(alert, 'resolved', offMs, patience.overMs),
    ),
  );
  return cause.alerts.map((alert, n) => ({
    what: cause.what,
    labels: alert,
    toldMs: told[n],
    overMs: over[n],
  }));
}
