// The floor: the same requests of the same journeys in bare k6. Nothing is read, checked, counted or written, and nothing is put
// together here, so that its start-up is k6's own.
import http from 'k6/http';
import type { Options } from 'k6/options';
import type { PreparedJourney } from '../repertoire.ts';
import { toBenchLoad } from './load.ts';

export const options: Options = {
  scenarios: {
    soak: { ...toBenchLoad(__ENV.BENCH_LOAD ?? '', Number(__ENV.DURATION_SECONDS)), exec: 'journey' },
  },
  systemTags: ['status', 'name', 'scenario'],
  discardResponseBodies: true,
};

const form = open(__ENV.BENCH_FORM ?? '', 'b');
const prepared = JSON.parse(open(__ENV.BENCH_REPERTOIRE ?? '')) as readonly PreparedJourney[];
const repertoire = prepared.map(({ requests }) =>
  requests.map(({ method, path, headers, body, sendsForm, route }) => ({
    method,
    url: `${__ENV.BASE}${path}`,
    body: sendsForm ? form : body,
    params: { headers, tags: { name: route } },
  })),
);

let next = 0;

export function journey(): void {
  const requests = repertoire[next++ % repertoire.length] ?? [];
  for (const { method, url, body, params } of requests) http.request(method, url, body, params);
}
