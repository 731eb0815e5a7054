// Letters to those who are told: read from the folder, sent again; and a message to an engine, signed.
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { findNearest } from '../../../lib/core/text/nearest.ts';
import { type Deliveries, startDeliveries } from '../../webhooks/deliver.ts';
import type { Emit } from '../../webhooks/events-schema.ts';
import { HOOKS } from '../../webhooks/inbound/hook-schema.ts';
import { openLetters } from '../../webhooks/letters.ts';
import { postLetter } from '../../webhooks/post-letter.ts';
import { NO_WEBHOOKS, readWebhooks, type Webhooks } from '../../webhooks/read-config.ts';
import { sendHook } from '../../webhooks/send-hook.ts';
import type { Action, ActionContext } from '../context.ts';
import { RefusedError } from '../context.ts';
import { named } from './named.ts';

/** The file of webhooks that the options name; nobody is told where they name none. @throws OptionError */
export async function readWebhooksOf({ options }: Pick<ActionContext, 'options'>): Promise<Webhooks> {
  const file = options.text('WEBHOOKS_FILE');
  return file === '' ? NO_WEBHOOKS : readWebhooks(resolve(file), process.env);
}

const toLetters = ({ options }: Pick<ActionContext, 'options'>) =>
  openLetters(resolve(options.text('ROLLBACK_STATE_DIR')));

/** Begins to deliver to whoever is told. */
export function openDeliveries(
  context: Pick<ActionContext, 'options' | 'tell'>,
  { endpoints }: Webhooks,
): Deliveries & { readonly emit: Emit } {
  return startDeliveries({
    endpoints,
    letters: toLetters(context),
    post: postLetter,
    tell: context.tell,
    now: Date.now,
    pause: (ms, stop) => pause(ms, undefined, { signal: stop }).catch(() => {}),
    random: Math.random,
  });
}

/** All tries to one endpoint, and then some. */
const REPLAY_MS = 120_000;

const VERBS: Readonly<Record<string, Action>> = {
  async list(context) {
    const { letters, unusable } = await toLetters(context).list();
    for (const { id, endpoint, event, problem } of letters)
      context.say(
        `${id}  ${endpoint}  ${event.type}  ${event.data.rollout}${problem === '' ? '' : `  (${problem})`}`,
      );
    for (const file of unusable) context.tell(`${file} is no letter, and is left where it is`);
    context.say(`${letters.length} letters are not delivered`);
    return 0;
  },
  async replay(context) {
    const { letters, unusable } = await toLetters(context).list();
    for (const file of unusable) context.tell(`${file} is no letter, and is left where it is`);
    const deliveries = openDeliveries(context, await readWebhooksOf(context));
    deliveries.resend(letters);
    await deliveries.close(REPLAY_MS);
    const left = (await toLetters(context).list()).letters.length;
    context.say(`${letters.length - left} of ${letters.length} letters are delivered now`);
    return left === 0 ? 0 : 1;
  },
  ...Object.fromEntries(HOOKS.map((hook) => [hook, (context: ActionContext) => ask(context, hook)])),
};

/** Asks an engine: what a pipeline or a bot types. */
async function ask({ options, say }: ActionContext, hook: (typeof HOOKS)[number]): Promise<number> {
  const version = options.text('ROLLOUT_CANARY');
  const answer = await sendHook({
    url: named(options, 'HOOKS_URL', 'hooks', 'where the engine listens'),
    secretEnv: options.text('HOOKS_SIGNED_BY'),
    env: process.env,
    hook,
    id: options.text('ROLLBACK_ID') || randomUUID(),
    body: {
      rollout: named(options, 'ROLLOUT_NAME', 'rollout', 'which rollout, as namespace/name'),
      actor: named(options, 'ROLLOUT_BY', 'name', 'who asks'),
      reason: named(options, 'ROLLOUT_REASON', 'reason', 'why'),
      ...(version === '' ? {} : { version }),
      minutes: options.number('ROLLOUT_MINUTES'),
    },
  });
  if (!answer.isTaken)
    throw new RefusedError(`the engine refused ${hook} (${answer.status}: ${answer.text})`);
  say(answer.text);
  return 0;
}

/** Does what the word says: list, replay, or one of what may be asked for. */
export const runWebhooks: Action = async (context) => {
  const verb = VERBS[context.word];
  if (verb !== undefined) return verb(context);
  const verbs = Object.keys(VERBS);
  const nearest = findNearest(context.word, verbs);
  const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  throw new OptionError(`webhooks ${context.word || '(nothing)'}: say one of ${verbs.join(', ')}${hint}`);
};
