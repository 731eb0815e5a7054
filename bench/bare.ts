// The floor: the same requests of the same journeys in bare k6. Nothing is read, checked, counted or written.
import http from 'k6/http';
import type { Options } from 'k6/options';
import { SERVICE } from 'service-under-test';
import { drawJourney, listSteps } from '../lib/core/service/journeys.ts';
import type { Route, Step, User } from '../lib/core/service/service.ts';
import { readPlan } from '../lib/k6/env.ts';
import { createForm } from '../lib/k6/form.ts';
import { toBenchLoad } from './load.ts';

const plan = readPlan();
const forms = new Map(
  Object.entries(SERVICE.forms ?? {}).map(([id, form]) => [
    id,
    createForm(form, open(`./${form.file.name}`, 'b')),
  ]),
);
/** What the answers of the bench's server leave for later steps. */
const taken = { photoId: 'photo_bench_1', qcStatus: 'passed' };

export const options: Options = {
  scenarios: { soak: { ...toBenchLoad(__ENV.BENCH_LOAD ?? '', plan.timing.totalSec), exec: 'journey' } },
  systemTags: ['status', 'name', 'scenario'],
  discardResponseBodies: true,
};

function toRequest(drawn: Pick<User, 'uid' | 'journey' | 'variant'>, step: Step) {
  const { method, path } = SERVICE.routes[step.route] as Route;
  const user = { ...drawn, traceId: `trace_${drawn.uid}_${drawn.journey}_baseline_${step.id}`, taken };
  const form = step.form === undefined ? undefined : forms.get(step.form);
  return {
    method,
    url: plan.base + (step.path?.(user) ?? path),
    body: form?.content ?? (step.body ? JSON.stringify(step.body(user)) : null),
    params: {
      headers: { 'Content-Type': form?.contentType ?? 'application/json', ...SERVICE.headers?.(user) },
      tags: { name: step.route },
    },
  };
}

/** Journeys in the shares of the mix, their requests put together ahead of time: what is left is k6's own work. */
const REPERTOIRE = 100;
const repertoire = Array.from({ length: REPERTOIRE }, (_, n) => {
  const drawn = { ...drawJourney(plan.mix, plan.seed, n), uid: `uid_soak_bench_${n}` };
  return listSteps(SERVICE, drawn.journey).map((step) => toRequest(drawn, step));
});

let next = 0;

export function journey(): void {
  const requests = repertoire[next++ % REPERTOIRE] ?? [];
  for (const { method, url, body, params } of requests) http.request(method, url, body, params);
}
