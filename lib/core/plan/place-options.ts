// The options that say where a run takes place and who watches it.
import { RUN_SIGN_OPTIONS } from '../evidence/options.ts';
import { PROMETHEUS_OPTIONS } from '../monitoring/prometheus-options.ts';
import { SILENCE_OPTIONS } from '../monitoring/silence-options.ts';
import { choice, HOST_PORT, type Option, type OptionValues, onOff, text } from '../options/option.ts';
import { FROM_FILE_OPTION } from '../options/option-file.ts';

/** True where answers that broke nothing are counted beside each k6, and not written one by one. */
export const isCounted = ({ JOURNAL: journal }: OptionValues): boolean => journal === 'counts';

/** They say nothing of the load, the gates or the service: the same run can be played with others. */
export const PLACE_OPTIONS: readonly Option[] = [
  text(
    'K6_ADDRESS',
    'localhost:6565',
    "k6's REST address, from which the rolling windows are read",
    HOST_PORT,
  ),
  text('OUTPUT_DIR', 'results', 'folder that takes the run folders'),
  choice(
    'JOURNAL',
    'rows',
    ['rows', 'counts'],
    'counts: answers that broke nothing are counted by the second beside each k6, and not written one by one: docs/fleet.md',
  ),
  onOff('VERBOSE', 'print every gate and toxic at the end, and not only what did not go as it must'),
  onOff('LIVE', 'serve the run as it goes on, at http://127.0.0.1:8001 unless LIVE_PORT says otherwise'),
  onOff('LIVE_STAY', 'as LIVE, and the feed stays on after the end of the run, until Ctrl-C'),
  ...PROMETHEUS_OPTIONS,
  ...SILENCE_OPTIONS,
  ...RUN_SIGN_OPTIONS,
  FROM_FILE_OPTION,
];
