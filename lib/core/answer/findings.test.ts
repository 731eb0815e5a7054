// What the engine finds by itself, of a service that has hardly a promise.
import { expect, test } from 'vitest';
import type { Asked, Id, Judged } from '../service/service.ts';
import { type Findings, judgeAnswer, toTransportFindings, type Validate } from './findings.ts';
import { type ReceivedBody, toReceivedBody } from './received-body.ts';

const ASKED: Asked = {
  journey: 'j',
  step: 's',
  route: 'r',
  variant: 'all',
  traceId: 't',
  uid: 'u',
  taken: {},
};
const keeps: Validate = () => undefined;
const breaks: Validate = () => 'not as agreed';
const FINE: Judged = { broken: [], flags: [] };
const NOTED: Judged = { broken: [], flags: ['odd'], note: 'an odd one' };
const BROKEN: Judged = { broken: [{ id: 'wrong', detail: 'a wrong thing' }], flags: ['odd'] };
const JSON_BODY: ReceivedBody = { json: {} };
const NO_JSON: ReceivedBody = { notJson: 'an empty body' };

const clean = (change: Partial<Findings> = {}): Findings => ({
  violations: [],
  detail: '',
  judged: true,
  flags: [],
  ...change,
});
const error = (violations: string[], detail: string) => clean({ violations, detail, judged: false });

test.each<[string, number, ReceivedBody, Validate | undefined, Judged, Findings]>([
  ['a clean answer', 200, JSON_BODY, keeps, FINE, clean()],
  [
    'a flag, with what is to be said of it',
    200,
    JSON_BODY,
    keeps,
    NOTED,
    clean({ flags: ['odd'], detail: 'an odd one' }),
  ],
  [
    'a broken promise',
    200,
    JSON_BODY,
    keeps,
    BROKEN,
    clean({ violations: ['wrong'], detail: 'a wrong thing', flags: ['odd'] }),
  ],
  [
    'a broken contract',
    399,
    JSON_BODY,
    breaks,
    FINE,
    clean({ violations: ['schema_violation'], detail: 'status 399: not as agreed' }),
  ],
  [
    'both, the promise first',
    200,
    JSON_BODY,
    breaks,
    BROKEN,
    clean({ violations: ['wrong', 'schema_violation'], detail: 'a wrong thing', flags: ['odd'] }),
  ],
  [
    'no JSON where a contract asks for it',
    200,
    NO_JSON,
    keeps,
    BROKEN,
    clean({ violations: ['schema_violation'], detail: 'status 200: an empty body' }),
  ],
  ['no JSON where no contract asks for it', 204, NO_JSON, undefined, BROKEN, clean({ judged: false })],
  ['a 4xx', 400, JSON_BODY, breaks, BROKEN, error(['http_4xx'], 'status 400')],
  ['a 5xx', 500, NO_JSON, breaks, BROKEN, error(['http_5xx'], 'status 500')],
  ['a 5xx of a route without a contract', 503, NO_JSON, undefined, BROKEN, error(['http_5xx'], 'status 503')],
])('%s', (_, status, body, validate, judged, want) => {
  expect(judgeAnswer({ judge: () => judged }, ASKED, status, body, validate, () => undefined)).toEqual(want);
});

// Status, headers, body and what is said: k6 follows no redirect, so a status below 400 is whatever came first.
test.each<[number, Record<string, string>, ReceivedBody, string]>([
  [204, {}, NO_JSON, 'status 204: an empty body'],
  [301, { location: '/v2/chat' }, NO_JSON, 'status 301, a redirect to /v2/chat: an empty body'],
  [
    302,
    { location: 'https://login.example/', 'content-type': 'text/html' },
    { notJson: 'not JSON: <' },
    'status 302, a redirect to https://login.example/: not JSON: <',
  ],
  [304, {}, NO_JSON, 'status 304: an empty body'],
  [206, { 'content-type': 'application/json' }, JSON_BODY, 'status 206, application/json: not as agreed'],
  [200, { 'content-type': 'text/html' }, { notJson: 'not JSON: <' }, 'status 200, text/html: not JSON: <'],
  [200, { location: '/made/1' }, NO_JSON, 'status 200: an empty body'],
  [307, { location: '/x' }, JSON_BODY, 'status 307, a redirect to /x: not as agreed'],
  [200, { 'content-type': 'application/json' }, JSON_BODY, 'not as agreed'],
])('a status below 400 is told: %s %j', (status, headers, body, want) => {
  const found = judgeAnswer({ judge: () => FINE }, ASKED, status, body, breaks, (name) => headers[name]);
  expect(found).toEqual(clean({ violations: ['schema_violation'], detail: want }));
});

// The body keeps its contract in each: only the status tells.
test.each<[number, readonly Id[]]>([
  [200, []],
  [201, []],
  [206, []],
  [299, []],
  [205, ['schema_violation']],
  [300, ['schema_violation']],
  [302, ['schema_violation']],
  [304, ['schema_violation']],
  [400, ['http_4xx']],
  [499, ['http_4xx']],
  [500, ['http_5xx']],
  [600, ['http_5xx']],
  [999, ['http_5xx']],
  [99, ['http_5xx']],
  [1, ['http_5xx']],
])('a status of %i over a perfect body breaks %j', (status, want) => {
  const judge = (validate: Validate | undefined) =>
    judgeAnswer({ judge: () => FINE }, ASKED, status, JSON_BODY, validate, () => undefined).violations;
  expect(judge(keeps)).toEqual(want);
  // Without a contract nobody knows whether a redirect is the answer that is hoped for.
  expect(judge(undefined)).toEqual(want.filter((id) => id !== 'schema_violation'));
});

test('the body of an error is held to the contract only where it claims to keep it', () => {
  const service = { judge: () => FINE, claimsContract: (json: unknown) => json === 'mine' };
  const judge = (body: ReceivedBody, validate: Validate | undefined) =>
    judgeAnswer(service, ASKED, 500, body, validate, () => undefined).violations;
  expect(judge({ json: 'mine' }, breaks)).toEqual(['http_5xx', 'schema_violation']);
  expect(judge({ json: 'mine' }, keeps)).toEqual(['http_5xx']);
  expect(judge({ json: 'mine' }, undefined)).toEqual(['http_5xx']);
  expect(judge({ json: 'other' }, breaks)).toEqual(['http_5xx']);
  expect(judge(NO_JSON, breaks)).toEqual(['http_5xx']);
});

test('a judge is told what was asked, and reads headers', () => {
  const told: unknown[] = [];
  const judge = (asked: Asked, json: unknown, header: (name: string) => string | undefined) => {
    told.push(asked, json, header('x-build'));
    return FINE;
  };
  judgeAnswer({ judge }, ASKED, 200, { json: 7 }, keeps, (name) => `${name}!`);
  expect(told).toEqual([ASKED, 7, 'x-build!']);
});

test('where nothing came back, the client says why', () => {
  expect(toTransportFindings('reset')).toEqual(error(['transport_error'], 'reset'));
});

test.each<[string, string, ReceivedBody]>([
  ['nothing', '', { notJson: 'an empty body' }],
  [
    'bytes that are no text',
    '"\ufffd"',
    { notJson: expect.stringContaining('not UTF-8') as unknown as string },
  ],
  ['a page', '<html>', { notJson: expect.stringContaining('not JSON') as unknown as string }],
  ['JSON', '{"a":1}', { json: { a: 1 } }],
])('a body of %s', (_, text, want) => {
  expect(toReceivedBody(text, () => JSON.parse(text) as unknown)).toEqual(want);
});
