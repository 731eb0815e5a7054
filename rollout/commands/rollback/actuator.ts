// The reference of the HTTP actuator, until Ctrl-C.
import { once } from 'node:events';
import { resolve } from 'node:path';
import { startReference } from '../../rollback/http/reference-server.ts';
import { type Action, refuseWord } from '../context.ts';
import { named } from './named.ts';

/** Starts it, prints its two addresses, and keeps it up. */
export const runActuator: Action = async (context) => {
  refuseWord(context, 'actuator');
  const { options, say, stop } = context;
  const server = await startReference({
    name: named(options, 'ROLLOUT_NAME', 'rollout', 'which rollout'),
    token: named(options, 'ROLLBACK_TOKEN', 'rollback-token', 'what whoever calls it must show'),
    host: options.text('ROLLOUT_HOST'),
    port: options.number('ACTUATOR_PORT'),
    frontPort: options.number('ACTUATOR_FRONT_PORT'),
    stateDir: resolve(options.text('ROLLBACK_STATE_DIR')),
    canaryUrl: named(options, 'ACTUATOR_CANARY_URL', 'canary-url', 'where the new version is'),
    stableUrl: named(options, 'ACTUATOR_STABLE_URL', 'stable-url', 'where the version from before is'),
    versionHeader: options.text('USERS_PATH_HEADER').toLowerCase(),
    userHeader: options.text('USERS_PATH_USER_HEADER'),
  });
  try {
    say(`API: ${server.url}/, users: ${server.frontUrl}/`);
    if (!stop.aborted) await once(stop, 'abort');
  } finally {
    await server.close();
  }
  return 0;
};
