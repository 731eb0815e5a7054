// The routes of the reference actuator: every must of the contract, refused as it says.
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Check } from 'typebox/value';
import { PercentageOrder, RolloutLease, type RolloutPercentage } from './contract-schema.ts';

/** What the file holds. */
export interface Kept {
  readonly percentage: number;
  readonly revision: number;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

export interface Keeper {
  read(): Kept;
  write(next: Kept): Promise<void>;
}

interface Answer {
  readonly status: 200;
  readonly json: unknown;
  readonly tag: string;
}

const MAX_BODY_BYTES = 8_192;
/** So many orders are remembered, so that one that is sent again is not done again. */
const MOST_KEYS = 1_000;

const toDigest = (text: string) => createHash('sha256').update(text).digest();
const isSame = (shown: string, right: string) => timingSafeEqual(toDigest(shown), toDigest(right));

export function createReferenceApp(
  { name, token }: { readonly name: string; readonly token: string },
  keeper: Keeper,
) {
  const app = new Hono();
  const done = new Map<string, { readonly order: string; readonly answer: Answer }>();
  let lease: RolloutLease = { holder: '', duration_ms: 0 };
  let renewals = 0;
  let last: Promise<unknown> = Promise.resolve();
  /** One change at a time: between the look at the tag and the write nothing else may happen. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => {});
    return next;
  };
  const say = (c: Context, status: 400 | 401 | 404 | 412 | 413 | 422 | 428, error: string) =>
    c.json({ error }, status);
  const answer = (c: Context, { status, json, tag }: Answer) =>
    c.body(JSON.stringify(json), status, { 'content-type': 'application/json', etag: tag });
  const toTag = () => `"r${keeper.read().revision}"`;
  const start = randomUUID();
  const toLeaseTag = () => `"l${renewals}-${start}"`;
  const toPercentage = (): Answer => {
    const { percentage, by, at, reason } = keeper.read();
    const told = by === '' ? {} : { changed_by: by, changed_at: at, reason };
    return { status: 200, json: { name, percentage, ...told } satisfies RolloutPercentage, tag: toTag() };
  };

  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => say(c, 413, 'the body is too long') }));
  app.use(async (c, next) => {
    const shown = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    if (!isSame(shown, token)) return say(c, 401, 'send the token as a bearer');
    await next();
    c.header('cache-control', 'no-store');
  });
  app.notFound((c) => say(c, 404, 'there is no such rollout'));

  app.get(`/v1/rollouts/${name}`, (c) => answer(c, toPercentage()));
  app.put(`/v1/rollouts/${name}`, async (c) => {
    const key = c.req.header('idempotency-key') ?? '';
    if (key === '' || key.length > 200) return say(c, 400, 'send an Idempotency-Key of 1 to 200 characters');
    const match = c.req.header('if-match');
    if (match === undefined) return say(c, 428, 'send If-Match with the ETag of the newest GET');
    const order = await c.req.json().catch(() => undefined);
    if (!Check(PercentageOrder, order))
      return say(c, 422, 'the body is no order: percentage, changed_by, reason');
    return inTurn(async () => {
      const before = done.get(key);
      if (before?.order === JSON.stringify(order)) return answer(c, before.answer);
      if (before) return say(c, 422, 'this Idempotency-Key was used for another order');
      if (match !== toTag()) return say(c, 412, 'it was changed meanwhile; read it again');
      const { changed_by: by, percentage, reason } = order;
      const { revision } = keeper.read();
      await keeper.write({ percentage, revision: revision + 1, by, at: new Date().toISOString(), reason });
      done.set(key, { order: JSON.stringify(order), answer: toPercentage() });
      for (const old of [...done.keys()].slice(0, -MOST_KEYS)) done.delete(old);
      return answer(c, toPercentage());
    });
  });

  app.get(`/v1/rollouts/${name}/lease`, (c) => answer(c, { status: 200, json: lease, tag: toLeaseTag() }));
  app.put(`/v1/rollouts/${name}/lease`, async (c) => {
    const match = c.req.header('if-match');
    if (match === undefined) return say(c, 428, 'send If-Match with the ETag of the newest GET');
    const body = await c.req.json().catch(() => undefined);
    if (!Check(RolloutLease, body)) return say(c, 422, 'the body is no lock: holder, duration_ms');
    return inTurn(async () => {
      if (match !== toLeaseTag()) return say(c, 412, 'somebody else has written it meanwhile');
      lease = { holder: body.holder, duration_ms: body.duration_ms };
      renewals += 1;
      return answer(c, { status: 200, json: lease, tag: toLeaseTag() });
    });
  });
  return app;
}
