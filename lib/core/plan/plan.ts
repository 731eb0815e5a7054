// A plan: everything a run was asked to do, checked. k6 and Node parse the same values into the same plan.

import { findUnusable, type Injections, LEGS, type Leg, resolveFaults } from '../faults/injection.ts';
import { type FaultSettings, parseFaultSettings } from '../faults/settings.ts';
import { FAULT_IDS, type FaultId, isFaultId } from '../faults/table.ts';
import { type FleetSegment, parseFleet } from '../fleet/segment.ts';
import { toHostPort } from '../options/address.ts';
import { type OptionValues, pickOptions } from '../options/option.ts';
import { OptionError } from '../options/option-error.ts';
import { collectGiven, type OptionReading, readOptions } from '../options/read-options.ts';
import type { Mix } from '../service/journeys.ts';
import type { Service } from '../service/service.ts';
import { drawUnit } from '../stats/draw.ts';
import { trimSlashes } from '../text/ends.ts';
import { toHint } from '../text/nearest.ts';
import { type Bounds, listSetBounds, parseBounds } from './bounds.ts';
import { type Deciding, parseDeciding } from './deciding.ts';
import { parseMix } from './mix.ts';
import { listOptions, PROFILE_OPTION, SHARED_OPTIONS } from './run-options.ts';
import { computeChaosWindows, computeSegments, RATE_UNIT_SEC, type Timing } from './schedule.ts';

export interface Plan {
  /** The service under test, as it was asked for: the id of one, or the path of its service.ts. */
  readonly service: string;
  readonly profile: string;
  /** The service under test; '' stands for the embedded stack, whose address is known once it is up. */
  readonly base: string;
  readonly seed: number;
  readonly once: boolean;
  /** How many k6 share the load; 1: one plays it all. */
  readonly runners: number;
  /** The part that this machine plays, where runners are started by hand. */
  readonly segment: FleetSegment | undefined;
  readonly timeScale: number;
  readonly timing: Timing;
  readonly mix: Mix;
  readonly bounds: Bounds;
  /** Those of them that are not as usual, in words: `listSetBounds`. */
  readonly setBounds: readonly string[];
  readonly deciding: Deciding;
  /** The values of the service's own options. */
  readonly own: OptionValues;
  readonly chaos: {
    readonly enabled: boolean;
    readonly leg: Leg;
    readonly modes: readonly FaultId[];
    /** Every fault, with the values this run gives it. */
    readonly faults: Injections;
    readonly upstream: string;
    readonly listen: string;
    readonly apiUrl: string;
  };
  readonly metricsUrl: string;
  readonly k6Address: string;
  readonly outputDir: string;
  /** The run is served as it goes on, and also when it is over; its report names every gate. */
  readonly live: boolean;
  readonly liveStay: boolean;
  readonly verbose: boolean;
  readonly defects: string;
}

/** The host of an address is an IPv6 one, behind credentials perhaps. */
const IPV6_BASE = /^\w+:\/\/(?:[^/@]*@)?\[/;
const IP_PORT = /^(\d{1,3}(\.\d{1,3}){3}|\[[\da-f:]+\]):\d+$/i;

/**
 * Option values → plan. What `values` leaves out (or leaves empty) comes from its profile, then from the option's default.
 * @param service whose options these are
 * @param profiles values by profile name, under the same variable names
 * @param drawSeed called for a seed when none was given
 * @throws OptionError naming the first value that cannot be used
 */
export function parsePlan(
  service: Service,
  values: OptionValues,
  profiles: Readonly<Record<string, OptionValues>>,
  drawSeed: () => number = () => Math.floor(drawUnit(Date.now() | 0, 0, 0) * 4_294_967_296),
): Plan {
  const reading = readRunOptions(service, values, profiles);
  const { values: raw, text, number: num, optionalNumber, isOn } = reading;
  const timeScale = num('TIME_SCALE');
  const totalSec = optionalNumber('DURATION_SECONDS') ?? num('DURATION_HOURS') * 3600;
  const rate = (env: string) => Math.round(num(env) * RATE_UNIT_SEC) / RATE_UNIT_SEC;
  const minutes = (env: string) => (num(env) * 60) / timeScale;
  const base = trimSlashes(text('BASE'));
  const once = isOn('ONCE');
  const leg = LEGS.find((one) => one === text('CHAOS')) ?? 'upstream';
  const asked = text('TOXIPROXY_ENABLED');
  const canInject = leg === 'edge' || (base === '' && service.reference?.upstream !== undefined);
  const wantsToxics = asked === 'true' || (asked === '' && canInject);
  const injects = wantsToxics && !once && minutes('CHAOS_WINDOW_MIN') > 0;
  const timing: Timing = {
    injects,
    totalSec: totalSec / timeScale,
    cycleSec: minutes('CYCLE_MIN'),
    chaosOffsetSec: minutes('CHAOS_OFFSET_MIN'),
    chaosWindowSec: minutes('CHAOS_WINDOW_MIN'),
    spikeOffsetSec: minutes('SPIKE_OFFSET_MIN'),
    spikeDurationSec: num('SPIKE_DURATION_SEC') / timeScale,
    baseRps: rate('BASE_RPS'),
    chaosRps: rate('CHAOS_RPS'),
    spikeRps: rate('SPIKE_RPS'),
  };
  checkTiming(timing);
  const listen = text('TOXIPROXY_LISTEN');
  if (leg === 'edge' && wantsToxics && !IP_PORT.test(listen)) {
    throw new OptionError(
      `TOXIPROXY_LISTEN=${listen}: with CHAOS=edge give ip:port, like 127.0.0.1:18474; k6 connects to that IP address`,
    );
  }
  if (leg === 'edge' && wantsToxics && IPV6_BASE.test(base)) {
    throw new OptionError(
      `BASE=${base}: with CHAOS=edge k6 can be led from a name or an IPv4 address to Toxiproxy, and not from an IPv6 address; give the name of the service, like localhost`,
    );
  }
  const upstream = text('TOXIPROXY_UPSTREAM') || (leg === 'edge' ? toHostPort(base) : '');
  if (base !== '' && wantsToxics && upstream === '') {
    throw new OptionError(
      'TOXIPROXY_UPSTREAM is empty: with BASE and TOXIPROXY_ENABLED=true, give the host:port of the upstream of your service',
    );
  }
  const modes = parseModes(text('TOXIPROXY_MODES'));
  const { runners, segment } = parseFleet(text('SEGMENT'), num('RUNNERS'), once);
  if (injects && computeChaosWindows(timing).length === 0) {
    throw new OptionError(
      `CHAOS_WINDOW_MIN: a run of ${timing.totalSec} s has no room for a chaos window of ${timing.chaosWindowSec} s; lengthen the run, shorten the window, or give TOXIPROXY_ENABLED=false`,
    );
  }
  const mix = parseMix(service, raw);
  return {
    service: text('GATE_SERVICE'),
    profile: text('PROFILE'),
    base,
    seed: optionalNumber('SEED') ?? drawSeed(),
    once,
    runners,
    segment,
    timeScale,
    timing,
    mix,
    bounds: parseBounds(reading),
    setBounds: listSetBounds(listOptions(service), reading),
    deciding: parseDeciding(reading, service, mix, timing),
    own: Object.fromEntries((service.options ?? []).map(({ env }) => [env, text(env)])),
    chaos: {
      enabled: injects,
      leg,
      modes,
      faults: resolveFaults(parseSettings(text('TOXICS'), modes, leg), leg),
      upstream,
      listen,
      apiUrl: trimSlashes(text('TOXIPROXY_API_URL')),
    },
    metricsUrl: text('METRICS_URL'),
    k6Address: text('K6_ADDRESS'),
    outputDir: text('OUTPUT_DIR'),
    live: isOn('LIVE') || isOn('LIVE_STAY'),
    liveStay: isOn('LIVE_STAY'),
    verbose: isOn('VERBOSE'),
    defects: text('DEFECTS'),
  };
}

function readRunOptions(
  service: Service,
  values: OptionValues,
  profiles: Readonly<Record<string, OptionValues>>,
): OptionReading {
  const profile = profiles[readOptions([PROFILE_OPTION], values).text('PROFILE')] ?? {};
  const durations = pickOptions(SHARED_OPTIONS, 'DURATION_HOURS', 'DURATION_SECONDS');
  // A duration asked for by name must not lose to the profile's, which is in the other unit.
  const durationGiven = Object.keys(collectGiven(durations, {}, values)).length > 0;
  const fallbacks = durationGiven
    ? { ...profile, DURATION_HOURS: undefined, DURATION_SECONDS: undefined }
    : profile;
  return readOptions(listOptions(service), values, { fallbacks });
}

function parseModes(list: string): FaultId[] {
  const modes = list
    .split(',')
    .map((mode) => mode.trim())
    .filter(Boolean);
  const known = modes.filter(isFaultId);
  if (known.length < modes.length || modes.length === 0) {
    const hint = toHint(modes.find((mode) => !isFaultId(mode)) ?? '', FAULT_IDS);
    throw new OptionError(`TOXIPROXY_MODES=${list}: give a list out of ${FAULT_IDS.join(', ')}${hint}`);
  }
  if (new Set(modes).size < modes.length)
    throw new OptionError(`TOXIPROXY_MODES=${list}: name each mode once`);
  return known;
}

function parseSettings(list: string, modes: readonly FaultId[], leg: Leg): FaultSettings {
  try {
    const settings = parseFaultSettings(list);
    for (const mode of modes) {
      const unusable = findUnusable(mode, settings, leg);
      if (unusable) throw new RangeError(unusable);
    }
    return settings;
  } catch (error) {
    throw error instanceof RangeError ? new OptionError(`TOXICS: ${error.message}`) : error;
  }
}

function checkTiming(timing: Timing): void {
  if (timing.chaosOffsetSec + timing.chaosWindowSec > timing.cycleSec) {
    throw new OptionError(
      'CHAOS_WINDOW_MIN: the chaos window ends after its cycle; shorten it, or raise CYCLE_MIN',
    );
  }
  if (timing.spikeOffsetSec + timing.spikeDurationSec > timing.cycleSec) {
    throw new OptionError('SPIKE_OFFSET_MIN: the spike ends after its cycle; move it, or raise CYCLE_MIN');
  }
  try {
    computeSegments(timing);
  } catch (error) {
    throw new OptionError(error instanceof RangeError ? `SPIKE_OFFSET_MIN: ${error.message}` : String(error));
  }
}
