// Alerts as Alertmanager posts them (webhook_config, version 4): which of them fire.
// https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import type { Candidate, Finding } from './finding.ts';

const Posted = Type.Object({
  version: Type.Literal('4'),
  alerts: Type.Array(
    Type.Object({
      status: Type.Enum(['firing', 'resolved']),
      labels: Type.Record(Type.String(), Type.String()),
      startsAt: Type.String(),
      fingerprint: Type.String(),
    }),
    { maxItems: 1_000 },
  ),
});

interface Firing {
  readonly name: string;
  readonly startsAtMs: number;
  readonly heardAtMs: number;
}

/** Alertmanager tells again what still fires; its own default is every four hours. */
const FORGOTTEN_MS = 5 * 60 * 60_000;
const MOST_FIRING = 1_000;

export interface Alerts {
  /** @returns what it took, in words; '' where it is no message of Alertmanager's */
  take(body: unknown): string;
  find(candidate: Candidate): Finding;
}

/** @param ends which alerts count, by what their names end with */
export function createAlerts(ends: readonly string[], now: () => number): Alerts {
  const firing = new Map<string, Firing>();
  const note = ({ status, labels, startsAt, fingerprint }: Static<typeof Posted>['alerts'][number]) => {
    const { alertname: name = '' } = labels;
    const startsAtMs = Date.parse(startsAt);
    firing.delete(fingerprint);
    const isFiring =
      status === 'firing' && ends.some((end) => name.endsWith(end)) && Number.isFinite(startsAtMs);
    if (isFiring && firing.size < MOST_FIRING)
      firing.set(fingerprint, { name, startsAtMs, heardAtMs: now() });
    return isFiring;
  };
  return {
    take(body) {
      if (!Check(Posted, body)) return '';
      const taken = body.alerts.filter(note);
      return `${taken.length} of ${body.alerts.length} alerts fire, and count`;
    },
    find({ beganAtMs }) {
      for (const [key, { heardAtMs }] of firing) if (now() - heardAtMs > FORGOTTEN_MS) firing.delete(key);
      const began = [...firing.values()].filter(({ startsAtMs }) => startsAtMs >= beganAtMs);
      return began.length === 0
        ? {
            trigger: 'alert',
            outcome: 'fine',
            text: 'Alertmanager posted no alert that began after the version',
          }
        : {
            trigger: 'alert',
            outcome: 'bad',
            text: `${began.map(({ name }) => name).join(', ')} fires since the version began`,
          };
    },
  };
}
