// A decision made by a person, told to the decision server.
import { OptionError } from '../../lib/core/options/option-error.ts';
import { isObject, type Json, toJsonOrNone, toList, toObject } from '../../lib/core/text/json.ts';
import { ApiError, type ApiServer, callApi } from '../../lib/node/prometheus/api.ts';
import { type Action, type ActionContext, RefusedError, refuseWord } from './context.ts';

/** Asks the server to override, and prints what it decides now. */
export const runOverride: Action = async (context) => {
  refuseWord(context, 'override');
  const { options, say } = context;
  const named = (env: string, flag: string, what: string) => {
    const value = options.text(env);
    if (value === '') throw new OptionError(`${env} is empty: say ${what} with --${flag}`);
    return value;
  };
  const json = {
    decision: named('ROLLOUT_DECISION', 'decision', 'what is decided'),
    name: named('ROLLOUT_BY', 'name', 'who decides'),
    reason: named('ROLLOUT_REASON', 'reason', 'why'),
    minutes: options.number('ROLLOUT_MINUTES'),
  };
  const server: ApiServer = {
    name: 'the decision server',
    url: options.text('ROLLOUT_SERVER'),
    urlEnv: 'ROLLOUT_SERVER',
    token: options.text('ROLLOUT_TOKEN'),
    tokenEnv: 'ROLLOUT_TOKEN',
    stop: context.stop,
  };
  const rollout = await findRollout(server, context);
  const answer = await post(server, {
    ...json,
    ...toApprovals(options.text('ROLLOUT_APPROVED_BY')),
    ...rollout,
  });
  const { decision, reasons } = toObject(toJsonOrNone(answer));
  const [first] = toList(reasons);
  say(`${String(decision)}: ${String(toObject(first).text)}`);
  return 0;
};

const toApprovals = (names: string) =>
  names === '' ? {} : { approvals: names.split(',').map((name) => name.trim()) };

/** @throws RefusedError where the server does not take it */
async function post(server: ApiServer, json: Json): Promise<string> {
  try {
    return await callApi(server, { method: 'POST', path: '/v1/override', json });
  } catch (error) {
    if (error instanceof ApiError && error.trouble === 'refused') throw new RefusedError(error.message);
    throw error;
  }
}

const NAMES = { namespace: 'ROLLOUT_NAMESPACE', rollout: 'ROLLOUT_NAME', canary: 'ROLLOUT_CANARY' } as const;

/**
 * The canary that is meant: the only one that the server knows by what was said of it.
 * @throws RefusedError where it knows none, or more than one
 */
async function findRollout(
  server: ApiServer,
  { options }: ActionContext,
): Promise<Readonly<Record<keyof typeof NAMES, string>>> {
  const answer = toObject(toJsonOrNone(await callApi(server, { path: '/v1/rollouts' })));
  const names = Object.keys(NAMES) as (keyof typeof NAMES)[];
  const fits = toList(answer.rollouts)
    .filter(isObject)
    .filter((known) => names.every((name) => ['', known[name]].includes(options.text(NAMES[name]))));
  const [only, other] = fits;
  if (only === undefined)
    throw new RefusedError('the decision server knows no such canary: nobody has asked it about one');
  if (other !== undefined)
    throw new RefusedError(
      `the decision server knows ${fits.length} such canaries; name one with --namespace, --rollout and --canary`,
    );
  return {
    namespace: String(only.namespace),
    rollout: String(only.rollout),
    canary: String(only.canary),
  };
}
