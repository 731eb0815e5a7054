// The floor: the same requests of the same journeys in bare k6. Nothing is read, checked, counted or written.
import exec from 'k6/execution';
import http from 'k6/http';
import type { Options } from 'k6/options';
import {
  drawJourney,
  JOURNEYS,
  ROUTES,
  STEP_ROUTES,
  type StepId,
  toRequestBody,
} from '../lib/core/journeys.ts';
import { readPlan } from '../lib/k6/env.ts';
import { createPhotoForm } from '../lib/k6/form.ts';
import { toBenchLoad } from './load.ts';

const plan = readPlan();
const photoForm = createPhotoForm(open('./daylight.jpg', 'b'));
const photo = { photoId: 'photo_bench_1', qcStatus: 'passed' };

export const options: Options = {
  scenarios: { soak: { ...toBenchLoad(__ENV.BENCH_LOAD ?? '', plan.timing.totalSec), exec: 'journey' } },
  systemTags: ['status', 'name', 'scenario'],
  discardResponseBodies: true,
};

export function journey(): void {
  const n = exec.scenario.iterationInTest;
  const { journey, lang } = drawJourney(plan.mix, plan.seed, n);
  const uid = `uid_soak_bench_${n}`;
  const toBody = (step: StepId) =>
    step === 'photo_upload' ? photoForm.content : JSON.stringify(toRequestBody(journey, step, lang, photo));
  for (const step of JOURNEYS[journey].steps) {
    const route = STEP_ROUTES[step];
    const headers = {
      'Content-Type': step === 'photo_upload' ? photoForm.contentType : 'application/json',
      'X-Aurora-UID': uid,
      'X-Lang': lang,
      'X-Trace-ID': `trace_${uid}_${step}`,
      'X-Brief-ID': `brief_${uid}`,
    };
    http.post(plan.base + ROUTES[route].path, toBody(step), { headers, tags: { name: route } });
  }
}
