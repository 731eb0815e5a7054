// The command that plays a run again, from the options that its journal holds.

import { toHostPort } from '../options/address.ts';
import { listEnvNames, type OptionValues, toFlag } from '../options/option.ts';
import { CONFIG_OPTION, FROM_FILE_OPTION } from '../options/option-file.ts';
import type { Id, Service } from '../service/service.ts';
import { GATES_OPTION } from './deciding.ts';
import { PLACE_OPTIONS } from './place-options.ts';
import { listOptions, PROFILE_OPTION, SERVICE_OPTION, toVariantOption } from './run-options.ts';

/** Said only where they are not as usual. */
const USUAL = new Set([PROFILE_OPTION.env, SERVICE_OPTION.env, GATES_OPTION.env]);
/** Of the embedded stack: addresses that were free then. */
const STACK = ['BASE', 'METRICS_URL', 'TOXIPROXY_UPSTREAM', 'TOXIPROXY_LISTEN', 'TOXIPROXY_API_URL'];

/** True where the options have what only a run against the embedded stack writes down: its own metrics, or itself as upstream. */
function isEmbedded({ BASE = '', METRICS_URL, TOXIPROXY_UPSTREAM }: OptionValues): boolean {
  const local = /^http:\/\/127\.0\.0\.1:\d+$/.test(BASE);
  return (
    local &&
    TOXIPROXY_UPSTREAM !== undefined &&
    (METRICS_URL === `${BASE}/metrics` || TOXIPROXY_UPSTREAM === toHostPort(BASE))
  );
}

const quote = (value: string) =>
  /^[\w.,:/@%+=-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;

/** What one journey depends on, beside the options of its service: the others say how much is played, and when. */
const OF_ONE_JOURNEY = new Set(['BASE', 'DEFECTS', SERVICE_OPTION.env, FROM_FILE_OPTION.env]);

/**
 * `npm run soak -- --once …` for one journey of a run: its calls as they were, without load and chaos.
 * @param options as in the journal's `run.started`
 */
export function toJourneyCommand(
  service: Service,
  options: OptionValues,
  { journey, variant }: { readonly journey: Id; readonly variant: Id },
): string {
  const own = new Set((service.options ?? []).flatMap(listEnvNames));
  const left = new Set(isEmbedded(options) ? STACK : []);
  const kept = Object.entries(options).filter(
    ([name]) => (OF_ONE_JOURNEY.has(name) || own.has(name)) && !left.has(name),
  );
  return toCommand(service, {
    ...Object.fromEntries(kept),
    SCENARIO: journey,
    [toVariantOption(service).env]: variant,
    ONCE: 'true',
  });
}

/**
 * `npm run soak -- …` with the flags that make the same run: the same journeys, in the same order, on the same schedule.
 * @param service whose run it was
 * @param options as in the journal's `run.started`
 */
export function toCommand(service: Service, options: OptionValues): string {
  const embedded = isEmbedded(options);
  const left = new Set([...PLACE_OPTIONS.map(({ env }) => env), ...(embedded ? STACK : [])]);
  // Chaos is on without being asked for where the stack is ours and has an upstream, and off where the service is somebody's.
  const hasUpstream = embedded && service.reference?.upstream !== undefined;
  const usualChaos = hasUpstream || options.CHAOS === 'edge' ? 'true' : 'false';
  const flags = listOptions(service).flatMap((option) => {
    const value = listEnvNames(option)
      .map((name) => options[name])
      .find((one) => one !== undefined);
    if (value === undefined || value === '' || left.has(option.env) || option.secret) return [];
    if (USUAL.has(option.env) && value === option.fallback) return [];
    if (option.env === 'TOXIPROXY_ENABLED' && value === usualChaos) return [];
    if (option.kind === 'switch') return value === 'true' ? [toFlag(option)] : [];
    return [`${toFlag(option)} ${quote(value)}`];
  });
  // What its file gave stands among the flags; one that is there now may be another.
  const fileLeftOut = options[FROM_FILE_OPTION.env] ? [`${toFlag(CONFIG_OPTION)} none`] : [];
  return ['npm run soak --', ...flags, ...fileLeftOut].join(' ').replace(/ --$/, '');
}
