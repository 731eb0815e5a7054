// Ways in which an actuator fails while it is told to roll back, as data: how the proxy before it treats each call, and how a rollback
// through it must end. Never silently: rolled back in truth, or unresolved and said aloud.

/** What the proxy does with a call. */
export type Treatment =
  /** Hands it on. */
  | { readonly do: 'pass' }
  /** Neither hands it on nor answers. */
  | { readonly do: 'hang' }
  /** Hands it on, and the answer is lost. */
  | { readonly do: 'lose-answer' }
  /** Ends the connection at once. */
  | { readonly do: 'reset' }
  /** Says yes with what the last reading was, and hands nothing on. */
  | { readonly do: 'say-yes' }
  /** Answers itself. */
  | {
      readonly do: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Answers as before its first order. */
  | { readonly do: 'stale' }
  /** Begins an answer, and sends a byte now and then, for ever. */
  | { readonly do: 'drip' }
  /** Sends without end, as fast as it can. */
  | { readonly do: 'flood' }
  /** Does half of what is asked for. */
  | { readonly do: 'half' }
  /** Hands it on, and then somebody puts it back. */
  | { readonly do: 'put-back' }
  /** Hands the answer on without its tag, or with a weak one. */
  | { readonly do: 'retag'; readonly tag: string };

export interface Call {
  readonly isWrite: boolean;
  /** About the lock. */
  readonly isLease: boolean;
  /** Of all calls of its kind (read, write), 0 for the first; lock calls are not counted. */
  readonly nth: number;
  /** Calls since the first order, those about the lock among them; undefined before it. */
  readonly sinceOrder: number | undefined;
}

export interface Fault {
  readonly id: string;
  readonly treat: (call: Call) => Treatment;
  readonly ends: 'rolled-back' | 'unresolved';
  /** Only where the actuator has what the fault is about. */
  readonly only?: 'http' | 'argo';
}

const PASS: Treatment = { do: 'pass' };
const HTML: Treatment = {
  do: 'answer',
  status: 200,
  headers: { 'content-type': 'text/html', etag: '"x"' },
  body: '<html>Welcome to the hotel network</html>',
};
export const REDIRECT_TO = 'http://127.0.0.1:9/elsewhere';

/** Every order is treated so. */
const orders =
  (treatment: Treatment) =>
  ({ isWrite, isLease }: Call): Treatment =>
    isWrite && !isLease ? treatment : PASS;
/** The first so many orders are. */
const firstOrders =
  (count: number, treatment: Treatment) =>
  (call: Call): Treatment =>
    call.nth < count ? orders(treatment)(call) : PASS;
/** Every look is. */
const looks =
  (treatment: Treatment) =>
  ({ isWrite, isLease }: Call): Treatment =>
    isWrite || isLease ? PASS : treatment;
const firstLooks =
  (count: number, treatment: Treatment) =>
  (call: Call): Treatment =>
    call.nth < count ? looks(treatment)(call) : PASS;
const everything = (treatment: Treatment) => (): Treatment => treatment;
/** It restarts with the first order: that and the next calls are ended at once. */
const restart =
  (calls: number) =>
  ({ isWrite, isLease, sinceOrder = isWrite && !isLease ? 0 : calls }: Call): Treatment =>
    sinceOrder < calls ? { do: 'reset' } : PASS;
const answer = (status: number, headers: Readonly<Record<string, string>> = {}): Treatment => ({
  do: 'answer',
  status,
  headers,
  body: JSON.stringify({ kind: 'Status', status: 'Failure', message: 'no', reason: 'No', error: 'no' }),
});

export const FAULTS: readonly Fault[] = [
  { id: 'every order times out', treat: orders({ do: 'hang' }), ends: 'unresolved' },
  { id: 'two orders time out', treat: firstOrders(2, { do: 'hang' }), ends: 'rolled-back' },
  {
    id: 'every order is done, and its answer lost',
    treat: orders({ do: 'lose-answer' }),
    ends: 'rolled-back',
  },
  { id: 'every order is reset', treat: orders({ do: 'reset' }), ends: 'unresolved' },
  { id: 'it says yes, and does nothing', treat: orders({ do: 'say-yes' }), ends: 'unresolved' },
  {
    id: 'it says yes twice, and does nothing',
    treat: firstOrders(2, { do: 'say-yes' }),
    ends: 'rolled-back',
  },
  { id: 'an order is half done', treat: firstOrders(1, { do: 'half' }), ends: 'rolled-back' },
  { id: 'every order is half done', treat: orders({ do: 'half' }), ends: 'unresolved' },
  { id: 'every order is a conflict (409)', treat: orders(answer(409)), ends: 'unresolved' },
  { id: 'three orders are a conflict (409)', treat: firstOrders(3, answer(409)), ends: 'rolled-back' },
  {
    id: 'it was changed meanwhile, twice (412)',
    treat: firstOrders(2, answer(412)),
    ends: 'rolled-back',
    only: 'http',
  },
  { id: 'it restarts in between', treat: restart(6), ends: 'rolled-back' },
  { id: 'it never comes back', treat: restart(1_000_000), ends: 'unresolved' },
  { id: 'it is away from the start', treat: everything({ do: 'reset' }), ends: 'unresolved' },
  {
    id: 'it is overloaded (503), twice',
    treat: firstOrders(2, answer(503, { 'retry-after': '0' })),
    ends: 'rolled-back',
  },
  {
    id: 'it asks to come again tomorrow (429)',
    treat: orders(answer(429, { 'retry-after': '86400' })),
    ends: 'unresolved',
  },
  { id: 'it fails at every order (500)', treat: orders(answer(500)), ends: 'unresolved' },
  { id: 'it fails at every look (500)', treat: looks(answer(500)), ends: 'unresolved' },
  { id: 'it fails at the first looks (500)', treat: firstLooks(3, answer(500)), ends: 'rolled-back' },
  { id: 'the token is no longer good (401)', treat: everything(answer(401)), ends: 'unresolved' },
  { id: 'orders are not for us (403)', treat: orders(answer(403)), ends: 'unresolved' },
  { id: 'it does not know us for a moment (403)', treat: firstOrders(2, answer(403)), ends: 'rolled-back' },
  { id: 'the rollout is not there (404)', treat: looks(answer(404)), ends: 'unresolved' },
  { id: 'orders are not understood (422)', treat: orders(answer(422)), ends: 'unresolved' },
  { id: 'the page of a proxy answers', treat: everything(HTML), ends: 'unresolved' },
  { id: 'the page of a proxy takes the orders', treat: orders(HTML), ends: 'unresolved' },
  { id: 'it redirects', treat: everything(answer(302, { location: REDIRECT_TO })), ends: 'unresolved' },
  {
    id: 'it redirects the orders',
    treat: orders(answer(307, { location: REDIRECT_TO })),
    ends: 'unresolved',
  },
  { id: 'looks show what was before, for ever', treat: looks({ do: 'stale' }), ends: 'unresolved' },
  {
    id: 'looks show what was before, for a while',
    treat: firstLooks(12, { do: 'stale' }),
    ends: 'rolled-back',
  },
  { id: 'looks drip', treat: looks({ do: 'drip' }), ends: 'unresolved' },
  { id: 'looks never end', treat: looks({ do: 'flood' }), ends: 'unresolved' },
  { id: 'the first look drips', treat: firstLooks(1, { do: 'drip' }), ends: 'rolled-back' },
  { id: 'somebody puts it back, once', treat: firstOrders(1, { do: 'put-back' }), ends: 'rolled-back' },
  { id: 'somebody puts it back, always', treat: orders({ do: 'put-back' }), ends: 'unresolved' },
  { id: 'answers have no tag', treat: looks({ do: 'retag', tag: '' }), ends: 'unresolved', only: 'http' },
  {
    id: 'answers have a weak tag',
    treat: looks({ do: 'retag', tag: 'W/"1"' }),
    ends: 'unresolved',
    only: 'http',
  },
];
