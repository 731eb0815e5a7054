// Users of the service from this process: journeys that begin at a steady pace, whatever the answers are.
import { setTimeout as pause } from 'node:timers/promises';
import type { Service, Taken } from '../../lib/core/service/service.ts';
import { toJsonOrNone } from '../../lib/core/text/json.ts';
import { callDirectly } from '../../lib/node/http/call.ts';

const CALL_MS = 15_000;

/** Journeys that are on; what they are may be changed at any time. */
export interface Traffic {
  journeysPerSec: number;
  journey: string;
  readonly tenants: readonly string[];
}

/** Plays journeys by the open model until `stop` aborts, each tenant's in turn. Calls that fail are part of it. */
export async function playTraffic(
  base: string,
  service: Service,
  traffic: Traffic,
  stop: AbortSignal,
): Promise<void> {
  for (let n = 0; !stop.aborted; n++) {
    void playJourney(base, service, traffic, n, stop).catch(() => {});
    await pause(1_000 / traffic.journeysPerSec, undefined, { signal: stop }).catch(() => {});
  }
}

/** One user's calls in order. A user whose profile was lost goes on without it. */
async function playJourney(
  base: string,
  service: Service,
  { journey, tenants }: Traffic,
  n: number,
  stop: AbortSignal,
): Promise<void> {
  let taken: Taken = {};
  const variant = service.variantIds[n % service.variantIds.length] ?? '';
  for (const [at, step] of (service.journeys[journey]?.steps ?? []).entries()) {
    const user = { uid: `bench-${n}`, journey, variant, traceId: `bench-${n}-${at}`, taken };
    const route = service.routes[step.route];
    if (route === undefined) throw new RangeError(`${step.id} has no route`);
    const answer = await callDirectly(`${base}${step.path?.(user) ?? route.path}`, {
      method: route.method,
      headers: {
        'content-type': 'application/json',
        'x-aurora-tenant': tenants[n % tenants.length] ?? '',
        ...service.headers?.(user),
      },
      body: JSON.stringify(step.body?.(user) ?? {}),
      signal: AbortSignal.any([stop, AbortSignal.timeout(CALL_MS)]),
    });
    const json = toJsonOrNone(await answer.text());
    if (answer.ok) taken = { ...taken, ...step.takes?.(json) };
  }
}
