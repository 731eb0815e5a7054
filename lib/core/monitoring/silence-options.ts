// What a run is told about the alerts of its own target.
import { SERVICE_ADDRESS } from '../options/address.ts';
import { BEARER_TOKEN, type Option, onOff, text } from '../options/option.ts';

export const SILENCE_OPTIONS: readonly Option[] = [
  onOff('SILENCE', 'hold back the alerts of the service while the run is on, by a silence in Alertmanager'),
  text(
    'ALERTMANAGER_URL',
    'http://127.0.0.1:9093',
    'the Alertmanager that SILENCE asks: docs/monitoring.md',
    SERVICE_ADDRESS,
    { flag: 'alertmanager' },
  ),
  text('ALERTMANAGER_TOKEN', '', 'bearer token of that Alertmanager; better by its variable', BEARER_TOKEN, {
    secret: true,
  }),
  text(
    'SILENCE_MATCHER',
    '',
    'labels that the alerts held back by SILENCE have besides service, comma-separated, like env=staging',
    undefined,
    { repeats: true },
  ),
];
