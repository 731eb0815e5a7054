// The routes of the admission server. The environment is part of the path: the configuration of the webhook says by the labels of
// namespaces which path is asked, so that no call to the API server is needed for an answer.
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { toObject } from '../../../lib/core/text/json.ts';
import { toMessage } from '../../../lib/core/text/message.ts';
import type { Environment } from '../../decision/policy-words.ts';
import type { ReleasePolicy } from '../../policy/policy-schema.ts';
import type { Emit } from '../../webhooks/events-schema.ts';
import { type Admitted, type Grounds, judgeAdmission } from '../judge/judge.ts';
import { isRefusal, type Refusal, refuse } from '../judge/refusal.ts';
import { type Asked, parseReview, toWho } from '../judge/review.ts';
import { type ReviewAnswer, toAnswer, toSentence, toUnreadable } from './answer.ts';
import { toBreakGlassEvent } from './break-glass-event.ts';
import type { Ledger } from './ledger.ts';
import type { AdmissionMetrics } from './metrics.ts';

/** The API server takes objects of 3 MiB at most; an update brings two of them. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

export interface AppParts {
  readonly policies: Readonly<Record<Environment, ReleasePolicy>>;
  readonly grounds: Pick<Grounds, 'verify' | 'withoutGateRun' | 'returnWithinMs'>;
  readonly ledger: Ledger;
  readonly metrics: AdmissionMetrics;
  /** Told of each break-glass that was used, and of each refusal. */
  readonly tell: (line: string) => void;
  /** Tells people elsewhere of each break-glass. */
  readonly emit: Emit;
  readonly now: () => number;
}

/** The app. Whatever it cannot read or judge, it refuses. */
export function createAdmissionApp(parts: AppParts) {
  const { policies, grounds, ledger, metrics, tell, now } = parts;
  const app = new Hono();
  app.use('/admit/*', async (c, next) => {
    const type = c.req.header('content-type') ?? '';
    // Otherwise any page that a browser shows could ask.
    if (!/^application\/json(;|$)/i.test(type.trim()))
      return c.json(
        { error: `the body is not application/json, but ${type.slice(0, 100) || 'nothing'}` },
        415,
      );
    return next();
  });
  app.use(
    bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => c.json({ error: 'the body is too long' }, 413) }),
  );
  app.notFound((c) => c.json({ error: `there is no ${c.req.method} ${c.req.path}` }, 404));
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/metrics', async (c) =>
    c.body(await metrics.toText(), 200, { 'content-type': metrics.contentType }),
  );

  /** A passed one is recorded before it passes: what cannot be recorded does not. */
  const record = async (asked: Asked, judged: Admitted | Refusal, policy: ReleasePolicy, atMs: number) => {
    if (isRefusal(judged) || asked.isDryRun) return judged;
    try {
      await ledger.note(asked, judged, policy, atMs);
    } catch (error) {
      tell(`${toWho(asked)} cannot be recorded: ${toMessage(error)}`);
      return refuse(
        'not-recorded',
        'could not be recorded in the evidence log, and is not let in unrecorded: look at the log of the admission server',
      );
    }
    if (judged.as === 'break-glass') {
      tell(`BREAK-GLASS ${toWho(asked)} by ${judged.glass.by}: ${judged.glass.reason}`);
      parts.emit(toBreakGlassEvent(asked, judged, policy.environment, atMs));
    }
    return judged;
  };

  /** A refusal stands, whether it can be recorded or not. */
  const noteRefusal = async (asked: Asked, refusal: Refusal, policy: ReleasePolicy, atMs: number) => {
    tell(`refused: ${toSentence(asked, refusal)} (asked by ${asked.user})`);
    if (asked.isDryRun) return;
    await ledger
      .noteRefusal(asked, refusal, policy, atMs)
      .catch((error: unknown) =>
        tell(`the refusal of ${toWho(asked)} cannot be recorded: ${toMessage(error)}`),
      );
  };

  const answer = async (environment: Environment, body: unknown): Promise<ReviewAnswer> => {
    const startedMs = performance.now();
    const asked = parseReview(body);
    if (asked === undefined) {
      metrics.count(environment, refuse('unreadable', ''), startedMs, false);
      const uid = toObject(toObject(body).request).uid;
      return toUnreadable(
        typeof uid === 'string' ? uid : '',
        'the admission server cannot read what it was asked: compare the rules of its webhook with its version',
      );
    }
    const policy = policies[environment];
    const atMs = now();
    const judged = await record(
      asked,
      judgeAdmission(asked, { ...grounds, policy, admittedAtMs: ledger.admittedAtMs }, atMs),
      policy,
      atMs,
    );
    metrics.count(environment, judged, startedMs, asked.isDryRun);
    if (isRefusal(judged)) await noteRefusal(asked, judged, policy, atMs);
    return toAnswer(asked, judged);
  };

  app.post('/admit/:environment', async (c) => {
    const environment = c.req.param('environment');
    const body: unknown = await c.req.json().catch(() => undefined);
    if (!isEnvironment(policies, environment))
      return c.json(toUnreadable('', `the admission server knows no environment ${environment}`), 404);
    try {
      return c.json(await answer(environment, body));
    } catch (error) {
      // A status that is no 2xx fails the call, and a call that fails is refused.
      tell(`an answer broke off: ${toMessage(error)}`);
      return c.json({ error: 'the admission server could not judge it; see its log' }, 500);
    }
  });
  return app;
}

const isEnvironment = (policies: AppParts['policies'], text: string): text is Environment =>
  Object.hasOwn(policies, text);
