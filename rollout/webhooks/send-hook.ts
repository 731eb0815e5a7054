// What a pipeline or a bot sends to an engine.

import type { OptionValues } from '../../lib/core/options/option.ts';
import { OptionError } from '../../lib/core/options/option-error.ts';
import { trimSlashes } from '../../lib/core/text/ends.ts';
import { toJsonOrNone, toObject } from '../../lib/core/text/json.ts';
import { toPlain } from '../../lib/core/text/plain-text.ts';
import { readTextUpTo } from '../../lib/node/http/body.ts';
import { call } from '../../lib/node/http/call.ts';
import { toReason } from '../../lib/node/http/fetch-failure.ts';
import type { Hook, HookBody } from './inbound/hook-schema.ts';
import { toSignedHeaders } from './post-letter.ts';
import { readSecrets } from './secrets.ts';

export interface SentHook {
  /** Where the engine listens. */
  readonly url: string;
  readonly secretEnv: string;
  readonly env: OptionValues;
  readonly hook: Hook;
  /** The same for every try. */
  readonly id: string;
  readonly body: HookBody;
}

const TIMEOUT_MS = 15_000;
const MAX_BODY_BYTES = 65_536;

/**
 * Sends it once.
 * @throws OptionError where it has no secret, or the engine does not answer
 */
export async function sendHook({ url, secretEnv, env, hook, id, body }: SentHook) {
  const secrets = readSecrets(env, secretEnv);
  if (typeof secrets === 'string') throw new OptionError(`HOOKS_SIGNED_BY ${secrets}`);
  const text = JSON.stringify(body);
  try {
    const response = await call(`${trimSlashes(url)}/v1/hooks/${hook}`, {
      method: 'POST',
      redirect: 'manual',
      headers: toSignedHeaders({ id }, text, secrets, new Date()),
      body: text,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const said = toObject(toJsonOrNone(await readTextUpTo(response, MAX_BODY_BYTES)));
    const { status } = response;
    return {
      isTaken: status >= 200 && status < 300,
      status,
      text: toPlain(String(said.status ?? said.error ?? ''), 300),
    };
  } catch (error) {
    throw new OptionError(
      `HOOKS_URL: the engine does not answer (${toReason(error)}); start it with \`npm run rollout -- watch\``,
    );
  }
}
