// One call to the service from its bytes to its bytes: who calls, what is read, which defects act, what goes out.
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { StatusCode } from 'hono/utils/http-status';
import { TEXTS } from './answers/texts.ts';
import type { Before, Effect, EffectOf, HandlerFault, RawAnswer } from './defects/defect.ts';
import { createLeaks } from './defects/leak.ts';
import { applyDefects, type Switchboard } from './defects/switchboard.ts';
import { runTransport } from './defects/transport.ts';
import { type Body, findRenderer, type Render, type Spoken } from './envelopes/renderers.ts';
import {
  type Caller,
  createErrorReply,
  type Lang,
  type Reply,
  type RolloutMeta,
  type TriggerSource,
} from './envelopes/turn.ts';
import { createLruMap } from './memory.ts';
import type { BffMetrics, UpstreamOutcome } from './metrics.ts';
import { BadRequest, isJsonObject, type JsonObject, parseLang } from './requests.ts';
import { toRolloutHeaders } from './rollout.ts';
import { TENANT_HEADER } from './tenant.ts';

/** What Hono hands to our routes; `incoming` and `outgoing` are there on a socket only. */
export type BffContext = Context<{ Bindings: Partial<HttpBindings> }>;

/** One call, as a handler sees it. */
export type Exchange = {
  readonly caller: Caller;
  /** Who the user is; empty on routes that need none. */
  readonly uid: string;
  /** Whose customer that is, as the metrics call it. */
  readonly tenant: string;
  /** The JSON body; `{}` on routes that read none. */
  readonly body: JsonObject;
  readonly readForm: () => Promise<FormData>;
  /**
   * Whether a switched-on fault hits this call; asked only where the fault would act, so that its rate is exact.
   * `acts` tells so for a fault that lasts, from how long that is.
   */
  readonly drawFault: (fault: HandlerFault, acts?: (ms: number) => boolean) => boolean;
  /** To be told how this call's upstream call ended: defects may depend on it. */
  readonly noteUpstream: (outcome: UpstreamOutcome) => void;
};

/** Answers a call. May throw `BadRequest`, which becomes a 400 with an error card. */
export type Handler = (exchange: Exchange) => Promise<Reply> | Reply;

/** What every exchange needs. */
export type ExchangeServices = {
  /** What the conversational routes answer in. */
  readonly spoken: Spoken;
  readonly switchboard: Switchboard;
  readonly metrics: BffMetrics;
  readonly now: () => number;
  readonly createId: () => string;
  /** Keeps what is remembered of a user now; the function that it gives brings that back. */
  readonly keepUser: (uid: string) => () => void;
};

/** How a route reads its call. */
export type RouteOptions = { readonly reads: 'json' | 'form' | 'nothing'; readonly needsUid: boolean };

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };

/** Makes the function that answers a call with a handler, under whichever defects are switched on. */
export function createExchange(services: ExchangeServices) {
  const { switchboard, metrics } = services;
  // What a call without an upstream call of its own goes by to tell whether the upstream is failing.
  let latestOutcome: UpstreamOutcome = 'ok';
  const leaks = createLeaks();
  const remember = createBefore();

  return async function answer(c: BffContext, route: RouteOptions, handle: Handler): Promise<Response> {
    const startedMs = performance.now();
    const { path } = c.req;
    const endCall = (status: number): void =>
      metrics.observeHttp(path, status, performance.now() - startedMs);

    const body = route.reads === 'json' ? await c.req.json<unknown>().catch(() => undefined) : {};
    if (body === undefined) {
      endCall(400);
      return c.json({ error: 'Invalid JSON' }, 400);
    }
    const caller = toCaller(c, isJsonObject(body) ? body : {}, services);
    let ownOutcome: UpstreamOutcome | null = null;
    const change: Change = (kind, value, act) => {
      const upstreamFailing = (ownOutcome ?? latestOutcome) !== 'ok';
      const header = (name: string) => c.req.header(name);
      const call = { route: path, lang: caller.lang, header, upstreamFailing };
      return applyDefects(switchboard.select(call, kind), value, act, metrics.countDefect);
    };

    const forget = services.keepUser(caller.uid ?? '');
    const reply = await runHandler(route, handle, body, {
      caller,
      uid: caller.uid ?? '',
      tenant: metrics.toTenant(c.req.header(TENANT_HEADER)),
      readForm: () => c.req.formData(),
      drawFault: (fault, acts = () => true) =>
        change('handler', false, (effect) =>
          effect.fault === fault && acts('ms' in effect ? effect.ms : 0) ? true : undefined,
        ),
      noteUpstream: (outcome) => {
        ownOutcome = outcome;
        latestOutcome = outcome;
      },
    });
    const rendered = renderReply(reply, findRenderer(services.spoken, path));
    const healthy = toRawAnswer(
      changeEnvelope(rendered, caller.lang, remember(caller, path, rendered), change),
    );
    change('leak', false, (effect) => {
      leaks.keep(effect);
      return true;
    });
    const raw = change('answer', healthy, (effect, answer) => effect.change(answer));
    // What failed was not done.
    if (raw.status >= 400) forget();
    const response = await sendAnswer(c, raw, change);
    endCall(raw.status);
    return response;
  };
}

/** Lets the switched-on defects of one kind change a value of this call; see `applyDefects`. */
type Change = <Kind extends Effect['kind'], Value>(
  kind: Kind,
  value: Value,
  act: (effect: EffectOf<Kind>, value: Value, hits: number) => Value | undefined,
) => Value;

/** A reply in its envelope, or with a body that needs none. */
type Rendered =
  | { readonly status: number; readonly envelope: Body; readonly rollout?: RolloutMeta }
  | { readonly status: number; readonly body: unknown };

function renderReply(reply: Reply, render: Render): Rendered {
  if (!('turn' in reply)) return reply;
  const { turn, ...rest } = reply;
  return { ...rest, envelope: render(turn, reply.rollout) };
}

/** What defects that mix up answers go by: tells what went out before an answer, and takes it for the next one. */
function createBefore(): (caller: Caller, path: string, rendered: Rendered) => Before {
  const latest = new Map<string, { readonly uid: string | null; readonly body: Body }>();
  const traceIds = createLruMap<string>(1_000);
  return ({ uid, traceId }, path, rendered) => {
    const last = latest.get(path);
    const formerTraceId = uid === null ? undefined : traceIds.get(uid);
    if ('envelope' in rendered) latest.set(path, { uid, body: rendered.envelope });
    if (uid !== null) traceIds.set(uid, traceId);
    return { stranger: last && last.uid !== uid ? last.body : undefined, formerTraceId };
  };
}

function changeEnvelope(rendered: Rendered, lang: Lang, before: Before, change: Change): Rendered {
  if (!('envelope' in rendered)) return rendered;
  const envelope = change('envelope', rendered.envelope, (effect, current) => {
    // A broken envelope is no Body any more; only later defects and JSON.stringify look at it.
    return effect.change(current, lang, before) as Body | undefined;
  });
  return { ...rendered, envelope };
}

async function sendAnswer(c: BffContext, raw: RawAnswer, change: Change): Promise<Response> {
  const delayMs = change(
    'delay',
    0,
    (effect, sumMs, hits) => sumMs + effect.ms * (effect.grows ? hits + 1 : 1),
  );
  if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
  const transport = change<'transport', EffectOf<'transport'> | null>('transport', null, (effect) => effect);
  if (transport !== null) return runTransport(c.env, transport, raw);
  return c.newResponse(raw.body === '' ? null : raw.body, raw.status as StatusCode, { ...raw.headers });
}

/** Who calls, from the headers and, where they say nothing, from the body. */
function toCaller(c: BffContext, body: JsonObject, services: ExchangeServices): Caller {
  const action = isJsonObject(body.action) ? body.action : {};
  const session = isJsonObject(body.session) ? body.session : {};
  const triggerSource: TriggerSource = typeof action.action_id === 'string' ? 'chip' : 'text';
  return {
    requestId: services.createId(),
    traceId: c.req.header('x-trace-id') || services.createId(),
    briefId: c.req.header('x-brief-id') || null,
    uid: c.req.header('x-aurora-uid')?.trim() || null,
    lang: parseLang(c.req.header('x-lang')) ?? parseLang(body.language) ?? 'EN',
    nowMs: services.now(),
    triggerSource,
    state: typeof session.state === 'string' ? session.state : null,
  };
}

async function runHandler(
  route: RouteOptions,
  handle: Handler,
  body: unknown,
  exchange: Omit<Exchange, 'body'>,
): Promise<Reply> {
  const { caller } = exchange;
  const texts = TEXTS[caller.lang];
  if (route.needsUid && caller.uid === null) {
    return createErrorReply(caller, 400, 'MISSING_AURORA_UID', texts.missingUid);
  }
  try {
    if (!isJsonObject(body)) throw new BadRequest('the body must be a JSON object');
    return await handle({ ...exchange, body });
  } catch (error) {
    if (error instanceof BadRequest) return createErrorReply(caller, 400, 'BAD_REQUEST', texts.badRequest);
    throw error;
  }
}

function toRawAnswer(reply: Rendered): RawAnswer {
  if (!('envelope' in reply)) {
    const body = reply.body === undefined ? '' : JSON.stringify(reply.body);
    return { status: reply.status, headers: body === '' ? {} : JSON_HEADERS, body };
  }
  const rollout = reply.rollout === undefined ? {} : toRolloutHeaders(reply.rollout);
  return {
    status: reply.status,
    headers: { ...JSON_HEADERS, ...rollout },
    body: JSON.stringify(reply.envelope),
  };
}
