// What goes wrong with a service that is read: it answers badly, it forgets, it is gone. Users call it all the while.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { callDirectly } from '../../lib/node/http/call.ts';
import type { LoadedService } from '../../lib/node/service/load-service.ts';
import { type Service, startService, startUpstream } from '../../lib/node/stack/stack.ts';
import type { Around } from './around.ts';
import type { Labels } from './told.ts';
import { playTraffic, type Traffic } from './traffic.ts';

const HEALTHY_JOURNEY = 'use_photo_false';
const UNSURE_JOURNEY = 'photo_forced_fail';
/** Three calls each: 24 a second. */
const JOURNEYS_PER_SEC = 8;
/** A budget's longest windows hold what was bad until it is little among what is good. */
const DILUTE_TIMES = 6;
/** So long all is well first: the shortest window is 5 s. */
const WELL_MS = 15_000;

const SLO_IDS = ['availability', 'latency', 'whole_answers'] as const;
const toSloAlerts = (end: string): readonly Labels[] =>
  ['Availability', 'Latency', 'WholeAnswers'].map((name, n) => ({
    alertname: `Aurora${name}${end}`,
    slo: SLO_IDS[n] ?? '',
  }));

/** Above the slow pace and below both fast ones, of each budget: 1.5 % of 0.5 %, 3 % of 1 % twice. */
const LITTLE = 'http_500_json,rate=0.015;slow,ms=8100,rate=0.03;timeout_degraded,rate=0.03';
const MUCH = 'http_500_json,rate=0.5;slow,ms=8100,rate=0.5;timeout_degraded,rate=0.5';

/** Plays all of them, one after the other. */
export async function playServiceCauses(around: Around, loaded: LoadedService): Promise<void> {
  const { dir, servicePort, cleanup, stop, measure } = around;
  const upstream = await startUpstream(loaded, join(dir, 'upstream.log'));
  cleanup.add(async () => void (await upstream?.child.stop()));
  let service: Service | undefined;
  const start = async () => {
    const options = { upstreamUrl: upstream?.url, defects: '', logFile: join(dir, 'service.log') };
    service = await startService(loaded, { ...options, port: servicePort });
  };
  await start();
  cleanup.add(async () => void (await service?.child.stop()));
  const base = `http://127.0.0.1:${servicePort}`;
  const traffic: Traffic = {
    journeysPerSec: JOURNEYS_PER_SEC,
    journey: HEALTHY_JOURNEY,
    tenants: ['acme', 'vip-clinic', 'vip-store'],
  };
  const over = new AbortController();
  cleanup.add(async () => over.abort());
  void playTraffic(base, loaded.service, traffic, AbortSignal.any([stop, over.signal]));
  const change = async (defects: string, users: Partial<Traffic> = {}) => {
    Object.assign(traffic, { journeysPerSec: JOURNEYS_PER_SEC, journey: HEALTHY_JOURNEY }, users);
    const answer = await callDirectly(`${base}/__defects`, { method: 'PUT', body: defects });
    if (!answer.ok) throw new Error(`${defects}: ${await answer.text()}`);
    return Date.now();
  };
  const byDefects = (defects: string, users: Partial<Traffic> = {}, usersAfter: Partial<Traffic> = {}) => ({
    on: async () => ({ atMs: await change(defects, users) }),
    off: () => change('', usersAfter),
  });
  await pause(WELL_MS, undefined, { signal: stop });

  await measure({
    what: '1.5 % of calls a 500, 3 % after 8.1 s, 3 % of answers degraded; then six times the calls',
    alerts: toSloAlerts('BurnSlow'),
    ...byDefects(LITTLE, {}, { journeysPerSec: JOURNEYS_PER_SEC * DILUTE_TIMES }),
  });
  await measure({
    what: 'half of the calls a 500, half after 8.1 s, half of the answers degraded',
    alerts: toSloAlerts('BurnFast'),
    ...byDefects(MUCH),
  });
  await measure({
    what: 'defect `profile_not_saved`, and photos that are gone',
    alerts: [
      { alertname: 'AuroraEffectivenessDrop' },
      { alertname: 'AuroraEffectivenessDropVip' },
      { alertname: 'AuroraLowConfidenceSpike' },
      { alertname: 'AuroraLowConfidenceSpikeVip' },
      { alertname: 'AuroraHealthDegradation' },
    ],
    ...byDefects('profile_not_saved', { journey: UNSURE_JOURNEY }),
  });
  await measure({
    what: 'the service is killed, and started again',
    alerts: [{ alertname: 'AuroraDown' }, ...toSloAlerts('Absent')],
    on: async () => {
      const atMs = Date.now();
      await service?.child.stop('SIGKILL');
      return { atMs };
    },
    off: async () => {
      await start();
      return Date.now();
    },
  });
  over.abort();
}
