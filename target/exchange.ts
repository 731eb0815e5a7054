// One call to the service from its bytes to its bytes: who calls, what is read, which defects act, what goes out.
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { StatusCode } from 'hono/utils/http-status';
import type { Effect, HandlerFault, RawAnswer } from './defects/defect.ts';
import type { Activation, DefectCall, Switchboard } from './defects/switchboard.ts';
import { runTransport } from './defects/transport.ts';
import { type Caller, createErrorReply, type Lang, type Reply, type TriggerSource } from './envelope.ts';
import type { BffMetrics, UpstreamOutcome } from './metrics.ts';
import { BadRequest, isJsonObject, type JsonObject, parseLang } from './requests.ts';
import { toRolloutHeaders } from './rollout.ts';
import { TEXTS } from './texts.ts';

/** What Hono hands to our routes; `incoming` and `outgoing` are there on a socket only. */
export type BffContext = Context<{ Bindings: Partial<HttpBindings> }>;

/** One call, as a handler sees it. */
export type Exchange = {
  readonly caller: Caller;
  /** The JSON body; `{}` on routes that read none. */
  readonly body: JsonObject;
  readonly faults: ReadonlySet<HandlerFault>;
  readonly readForm: () => Promise<FormData>;
  /** To be told how this call's upstream call ended: defects may depend on it. */
  readonly noteUpstream: (outcome: UpstreamOutcome) => void;
};

/** Answers a call. May throw `BadRequest`, which becomes a 400 with an error card. */
export type Handler = (exchange: Exchange) => Promise<Reply> | Reply;

/** What every exchange needs. */
export type ExchangeServices = {
  readonly switchboard: Switchboard;
  readonly metrics: BffMetrics;
  readonly now: () => number;
  readonly createId: () => string;
};

/** How a route reads its call. */
export type RouteOptions = { readonly reads: 'json' | 'form' | 'nothing'; readonly needsUid: boolean };

/** Who calls, from the headers and, where they say nothing, from the body. */
function toCaller(c: BffContext, body: JsonObject, services: ExchangeServices): Caller {
  const requestId = services.createId();
  const action = isJsonObject(body.action) ? body.action : {};
  const session = isJsonObject(body.session) ? body.session : {};
  const triggerSource: TriggerSource = typeof action.action_id === 'string' ? 'chip' : 'text';
  const bodyLang = typeof body.language === 'string' ? body.language : null;
  return {
    requestId,
    traceId: c.req.header('x-trace-id') || services.createId(),
    briefId: c.req.header('x-brief-id') || null,
    uid: c.req.header('x-aurora-uid')?.trim() || null,
    lang: parseLang(c.req.header('x-lang')) ?? parseLang(bodyLang) ?? 'EN',
    nowMs: services.now(),
    triggerSource,
    state: typeof session.state === 'string' ? session.state : null,
  };
}

function toRawAnswer(
  reply: Reply,
  lang: Lang,
  envelopeDefects: readonly Activation[],
  count: (id: string) => void,
): RawAnswer {
  if (!('envelope' in reply)) {
    const body = reply.body === undefined ? '' : JSON.stringify(reply.body);
    return { status: reply.status, headers: body === '' ? {} : JSON_HEADERS, body };
  }
  let { envelope } = reply;
  for (const { id, effect, draw } of envelopeDefects) {
    if (effect.kind !== 'envelope') continue;
    const changed = effect.change(envelope, lang);
    if (changed === undefined || !draw()) continue;
    count(id);
    // A broken envelope is no Envelope any more; only JSON.stringify and later defects look at it.
    envelope = changed as typeof envelope;
  }
  const rollout = reply.envelope.meta ? toRolloutHeaders(reply.envelope.meta) : {};
  return { status: reply.status, headers: { ...JSON_HEADERS, ...rollout }, body: JSON.stringify(envelope) };
}

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };

/** Makes the function that answers a call with a handler, under whichever defects are switched on. */
export function createExchange(services: ExchangeServices) {
  const { switchboard, metrics } = services;
  // What a call without an upstream call of its own goes by to tell whether the upstream is failing.
  let latestOutcome: UpstreamOutcome = 'ok';

  return async function answer(c: BffContext, route: RouteOptions, handle: Handler): Promise<Response> {
    const startedMs = performance.now();
    const path = c.req.path;
    let body: unknown = {};
    if (route.reads === 'json') {
      try {
        body = await c.req.json();
      } catch {
        metrics.observeHttp(path, 400, performance.now() - startedMs);
        return c.json({ error: 'Invalid JSON' }, 400);
      }
    }
    const caller = toCaller(c, isJsonObject(body) ? body : {}, services);
    let ownOutcome: UpstreamOutcome | null = null;
    const select = (kinds: readonly Effect['kind'][]): readonly Activation[] => {
      const call: DefectCall = {
        route: path,
        lang: caller.lang,
        header: (name) => c.req.header(name),
        upstreamFailing: (ownOutcome ?? latestOutcome) !== 'ok',
      };
      return switchboard.select(call, kinds);
    };

    const faults = new Set<HandlerFault>();
    for (const { id, effect, draw } of select(['handler'])) {
      if (effect.kind !== 'handler' || !draw()) continue;
      faults.add(effect.fault);
      metrics.countDefect(id);
    }
    const exchange: Exchange = {
      caller,
      body: isJsonObject(body) ? body : {},
      faults,
      readForm: () => c.req.formData(),
      noteUpstream: (outcome) => {
        ownOutcome = outcome;
        latestOutcome = outcome;
      },
    };
    const reply = await runHandler(exchange, isJsonObject(body), route, handle);

    let raw = toRawAnswer(reply, caller.lang, select(['envelope']), metrics.countDefect);
    for (const { id, effect, draw } of select(['answer'])) {
      if (effect.kind !== 'answer') continue;
      const changed = effect.change(raw);
      if (changed === undefined || !draw()) continue;
      metrics.countDefect(id);
      raw = changed;
    }
    for (const { id, effect, ms, draw } of select(['delay'])) {
      if (effect.kind !== 'delay' || !draw()) continue;
      metrics.countDefect(id);
      await new Promise((resolve) => setTimeout(resolve, ms ?? effect.ms));
    }
    metrics.observeHttp(path, raw.status, performance.now() - startedMs);
    for (const { id, effect, ms, draw } of select(['transport'])) {
      if (effect.kind !== 'transport' || !draw()) continue;
      metrics.countDefect(id);
      return await runTransport(c.env, effect.way, ms ?? effect.ms ?? 0, raw);
    }
    return c.newResponse(raw.body === '' ? null : raw.body, raw.status as StatusCode, { ...raw.headers });
  };
}

async function runHandler(
  exchange: Exchange,
  isObject: boolean,
  route: RouteOptions,
  handle: Handler,
): Promise<Reply> {
  const { caller } = exchange;
  const texts = TEXTS[caller.lang];
  if (route.needsUid && caller.uid === null) {
    return createErrorReply(caller, 400, 'MISSING_AURORA_UID', texts.missingUid);
  }
  try {
    if (!isObject) throw new BadRequest('the body must be a JSON object');
    return await handle(exchange);
  } catch (error) {
    if (error instanceof BadRequest) return createErrorReply(caller, 400, 'BAD_REQUEST', texts.badRequest);
    throw error;
  }
}
