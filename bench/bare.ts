// The floor: the same requests of the same journeys in bare k6. Nothing is read, checked, counted or written.
import http from 'k6/http';
import type { Options } from 'k6/options';
import { readPlan } from '../lib/k6/env.ts';
import { createPhotoForm } from '../lib/k6/form.ts';
import { drawJourney, JOURNEYS, ROUTES, STEP_ROUTES, toRequestBody } from '../services/aurora/journeys.ts';
import { toBenchLoad } from './load.ts';

const plan = readPlan();
const photoForm = createPhotoForm(open('./daylight.jpg', 'b'));
const photo = { photoId: 'photo_bench_1', qcStatus: 'passed' };

export const options: Options = {
  scenarios: { soak: { ...toBenchLoad(__ENV.BENCH_LOAD ?? '', plan.timing.totalSec), exec: 'journey' } },
  systemTags: ['status', 'name', 'scenario'],
  discardResponseBodies: true,
};

/** Journeys in the shares of the mix, their requests put together ahead of time: what is left is k6's own work. */
const REPERTOIRE = 100;
const repertoire = Array.from({ length: REPERTOIRE }, (_, n) => {
  const { journey, lang } = drawJourney(plan.mix, plan.seed, n);
  return JOURNEYS[journey].steps.map((step) => {
    const route = STEP_ROUTES[step];
    const form = step === 'photo_upload' ? photoForm : undefined;
    return {
      url: plan.base + ROUTES[route].path,
      body: form?.content ?? JSON.stringify(toRequestBody(journey, step, lang, photo)),
      params: {
        headers: {
          'Content-Type': form?.contentType ?? 'application/json',
          'X-Aurora-UID': `uid_soak_bench_${n}`,
          'X-Lang': lang,
          'X-Trace-ID': `trace_uid_soak_bench_${n}_${journey}_baseline_${step}`,
          'X-Brief-ID': `brief_uid_soak_bench_${n}`,
        },
        tags: { name: route },
      },
    };
  });
});

let next = 0;

export function journey(): void {
  const requests = repertoire[next++ % REPERTOIRE] ?? [];
  for (const { url, body, params } of requests) http.post(url, body, params);
}
