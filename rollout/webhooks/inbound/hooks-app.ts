// The routes by which others ask: signed, bounded, taken once, and written down.
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { Check } from 'typebox/value';
import { toJsonOrNone } from '../../../lib/core/text/json.ts';
import { toMessage } from '../../../lib/core/text/message.ts';
import { readTextUpTo } from '../../../lib/node/http/body.ts';
import type { Sender } from '../read-config.ts';
import type { AuditLog } from './audit-log.ts';
import { HOOKS, type Hook, HookBody } from './hook-schema.ts';
import { createRates } from './rate.ts';
import type { SeenIds } from './seen-ids.ts';
import { findSender } from './verify-hook.ts';

/** What became of what was asked for. */
export type HookAnswer =
  | { readonly is: 'accepted'; readonly text: string }
  /** It cannot be done here. */
  | { readonly is: 'refused'; readonly text: string };

export interface HooksOptions {
  /** As events name it. */
  readonly rollout: string;
  readonly senders: readonly Sender[];
  readonly seen: SeenIds;
  readonly audit: AuditLog;
  readonly handle: (hook: Hook, body: HookBody, sender: string) => Promise<HookAnswer>;
  /** Alerts as Alertmanager posts them; the token is what it sends as a bearer, undefined: alerts are not taken. */
  readonly alertsToken: string | undefined;
  readonly onAlerts: (body: unknown) => string;
  readonly tell: (line: string) => void;
  readonly now: () => number;
}

const MAX_BODY_BYTES = 8_192;
const MAX_ALERTS_BYTES = 262_144;
const OF_A_SENDER = { burst: 10, perMinute: 30 };
/** So many refusals are written down: whoever guesses must not fill the disk. */
const OF_REFUSALS = { burst: 20, perMinute: 20 };

const toDigest = (text: string) => createHash('sha256').update(text).digest();

export function createHooksApp(options: HooksOptions) {
  const { rollout, senders, seen, audit, handle, tell, now } = options;
  const app = new Hono();
  const mayAsk = createRates(OF_A_SENDER, now);
  const mayBeNoted = createRates(OF_REFUSALS, now);

  type Status = 200 | 202 | 400 | 401 | 403 | 404 | 409 | 413 | 429 | 503;
  interface About {
    readonly hook: string;
    readonly id: string;
    readonly sender: string;
    readonly body?: HookBody;
  }
  async function end(c: Context, status: Status, text: string, about: About): Promise<Response> {
    const { hook, id, sender, body } = about;
    // What came from nobody we know is counted, and beyond that forgotten.
    if (sender === '' && !mayBeNoted('nobody'))
      return c.json({ error: 'too many requests that are not signed by a sender of ours' }, 429);
    const at = new Date(now()).toISOString();
    const { actor = '', reason = '' } = body ?? {};
    try {
      await audit.append({ at, hook, id, sender, status, actor, reason, outcome: text });
    } catch (error) {
      tell(`the audit log cannot be written: ${toMessage(error)}`);
    }
    return c.json(status < 300 ? { status: text, id } : { error: text }, status);
  }

  app.onError((error, c) => {
    tell(`a hook came to nothing: ${toMessage(error)}`);
    return c.json({ error: 'it could not be done; see the log of the engine' }, 500);
  });
  app.notFound((c) => c.json({ error: `there is no ${c.req.method} ${c.req.path}` }, 404));
  app.get('/healthz', (c) => c.json({ status: 'ok' }));

  app.post('/v1/hooks/:hook', async (c) => {
    const hook = HOOKS.find((one) => one === c.req.param('hook'));
    const read = (name: string) => c.req.header(name) ?? '';
    const id = read('webhook-id').slice(0, 100);
    const nobody: About = { hook: hook ?? 'unknown', id, sender: '' };
    const text = await readTextUpTo(c.req.raw, MAX_BODY_BYTES).catch(() => undefined);
    if (text === undefined) return end(c, 413, `the body is longer than ${MAX_BODY_BYTES} bytes`, nobody);
    const sender = findSender(senders, text, {
      'webhook-id': read('webhook-id'),
      'webhook-timestamp': read('webhook-timestamp'),
      'webhook-signature': read('webhook-signature'),
    });
    if (sender === undefined)
      return end(
        c,
        401,
        'sign it by Standard Webhooks with the secret of a sender, within five minutes',
        nobody,
      );
    const known: About = { hook: hook ?? 'unknown', id, sender: sender.id };
    if (!mayAsk(sender.id)) return end(c, 429, 'too many requests; wait a minute', known);
    if (hook === undefined) return end(c, 404, `there is no such hook; there are ${HOOKS.join(', ')}`, known);
    if (!sender.may.includes(hook)) return end(c, 403, `${sender.id} may not ask for ${hook}`, known);
    const body = toJsonOrNone(text);
    if (!Check(HookBody, body))
      return end(
        c,
        400,
        'the body has another form: rollout, actor, reason, and perhaps version, minutes',
        known,
      );
    const about: About = { ...known, body };
    if (body.rollout !== rollout)
      return end(c, 404, `this engine rolls back ${rollout}, and nothing else`, about);
    try {
      if (!(await seen.take(`${sender.id} ${id}`, now())))
        return end(c, 200, 'it was taken before, and nothing was done', about);
    } catch (error) {
      tell(`the ids of messages cannot be kept: ${toMessage(error)}`);
      return end(
        c,
        503,
        'the engine cannot write down what it took, so it takes nothing; use the command',
        about,
      );
    }
    const answer = await handle(hook, body, sender.id);
    return end(c, answer.is === 'accepted' ? 202 : 409, answer.text, about);
  });

  app.post('/v1/alerts', async (c) => {
    const { alertsToken } = options;
    if (alertsToken === undefined)
      return c.json({ error: 'alerts are not taken here: set ROLLOUT_TOKEN' }, 403);
    const shown = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    if (!timingSafeEqual(toDigest(shown), toDigest(alertsToken)))
      return c.json({ error: 'send the token as a bearer' }, 401);
    const text = await readTextUpTo(c.req.raw, MAX_ALERTS_BYTES).catch(() => undefined);
    if (text === undefined) return c.json({ error: 'the body is too long' }, 413);
    const said = options.onAlerts(toJsonOrNone(text));
    return said === ''
      ? c.json({ error: 'the body is none of Alertmanager (version 4)' }, 400)
      : c.json({ status: said });
  });
  return app;
}
