// Maintenance: alerts are held back for a while, by a silence that ends by itself.
import { userInfo } from 'node:os';
import { OptionError } from '../../lib/core/options/option-error.ts';
import { endSilence, openSilence } from '../../lib/node/prometheus/alertmanager.ts';
import { EVERY_ALERT, parseMatchers, toMatcherText } from '../../lib/node/prometheus/matchers.ts';
import { type Action, refuseWord } from './context.ts';

const MS_PER_MIN = 60_000;

/** Opens a silence and prints its id alone on stdout, or ends one. */
export const runMaintenance: Action = async (context) => {
  refuseWord(context, 'maintenance');
  const { options, alertmanager, say, tell } = context;
  const id = options.text('MONITORING_END');
  if (id !== '') {
    await endSilence(alertmanager, id);
    tell(`silence ${id} is over`);
    return 0;
  }
  const comment = options.text('MONITORING_COMMENT');
  if (comment === '')
    throw new OptionError('MONITORING_COMMENT is empty: say with --comment why alerts are to be held back');
  const given = parseMatchers(options.text('MONITORING_MATCHER'), 'MONITORING_MATCHER');
  const matchers = given.length === 0 ? EVERY_ALERT : given;
  const silence = await openSilence(alertmanager, {
    matchers,
    lengthMs: options.number('MONITORING_MINUTES') * MS_PER_MIN,
    comment,
    createdBy: userInfo().username,
  });
  const held = given.length === 0 ? 'all alerts' : `alerts with ${given.map(toMatcherText).join(', ')}`;
  tell(
    `${held} are held back until ${silence.endsAt.toISOString()}; to end it sooner: maintenance --end <id>`,
  );
  say(silence.id);
  return 0;
};
