// What the front end needs besides the conversation: its telemetry is taken, and its page may call at all.
import { type Flow, holdTo, type Step } from '../../../lib/core/smoke/flow.ts';

const EVENT = {
  event_name: 'aurora_conflict_heatmap_cell_tap',
  brief_id: 'brief_smoke',
  trace_id: 'trace_smoke',
  data: { aurora_uid: 'uid_smoke' },
};
const SOURCE = 'pivota-aurora-chatbox';
const MAX_EVENTS = 50;

const toEvents = (id: string, why: string, status: number, body: (event: object) => unknown): Step => ({
  id,
  why,
  status: [status],
  call: ({ nowMs }) => ({
    method: 'POST',
    path: '/v1/events',
    user: 'none',
    json: body({ ...EVENT, timestamp: nowMs }),
  }),
});

export const EVENTS_FLOW: Flow = {
  id: 'events',
  variants: 'once',
  independent: true,
  steps: [
    toEvents('taken', 'a good batch is a 204', 204, (event) => ({ source: SOURCE, events: [event] })),
    toEvents('taken_50', 'and so is one of the largest size', 204, (event) => ({
      source: SOURCE,
      events: Array(MAX_EVENTS).fill(event),
    })),
    toEvents('no_source', 'without a source: 400', 400, (event) => ({ events: [event] })),
    toEvents('no_events', 'without an event: 400', 400, () => ({ source: SOURCE, events: [] })),
    toEvents('too_many', 'with 51 events: 400', 400, (event) => ({
      source: SOURCE,
      events: Array(MAX_EVENTS + 1).fill(event),
    })),
    toEvents('bad_event', 'with an event that is none: 400', 400, () => ({
      source: SOURCE,
      events: [{ foo: 1 }],
    })),
  ],
};

const WANTED_HEADERS = ['content-type', 'x-aurora-uid', 'x-lang', 'x-trace-id', 'x-brief-id'];

const toNames = (list: string | undefined): readonly string[] =>
  (list ?? '').split(',').map((name) => name.trim().toLowerCase());

/** What a browser does before the front end's first call (Fetch standard, CORS preflight). */
export const CORS_FLOW: Flow = {
  id: 'cors',
  variants: 'once',
  steps: [
    {
      id: 'preflight',
      why: 'a preflight is answered',
      status: [200, 204],
      isSetUp: true,
      call: ({ origin }) => ({
        method: 'OPTIONS',
        path: '/v1/chat',
        user: 'none',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': WANTED_HEADERS.join(','),
        },
      }),
      checks: [
        {
          id: 'origin',
          why: "the front end's origin is allowed",
          judge: ({ headers }, { origin }) => {
            const allowed = headers['access-control-allow-origin'];
            return holdTo(allowed === origin || allowed === '*', `${origin} is not allowed`, () => ({
              'access-control-allow-origin': allowed ?? null,
            }));
          },
        },
        {
          id: 'headers',
          why: 'its headers are allowed',
          judge: ({ headers }) => {
            const allowed = toNames(headers['access-control-allow-headers']);
            const missing = allowed.includes('*')
              ? []
              : WANTED_HEADERS.filter((name) => !allowed.includes(name));
            return holdTo(missing.length === 0, `not allowed: ${missing.join(', ')}`, () => ({
              'access-control-allow-headers': headers['access-control-allow-headers'] ?? null,
            }));
          },
        },
      ],
    },
  ],
};
