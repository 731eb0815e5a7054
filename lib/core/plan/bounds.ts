// The engine's bounds that a run may set for itself.
import type { Option } from '../options/option.ts';
import type { OptionReading } from '../options/read-options.ts';

/** Rates as ratios 0..1; drifts as ratios of what a run starts from. */
export interface Bounds {
  readonly max5xxRatio: number;
  readonly maxTransportErrorRatio: number;
  readonly maxTransportErrors: number;
  readonly maxBaselineDegradedRatio: number;
  /** Seconds of the (compressed) clock that the service may take after a toxic; `undefined`: as the schedule gives it. */
  readonly maxRecoverSec: number | undefined;
  readonly maxLatencyDriftRatio: number;
  readonly maxMemoryDriftRatio: number;
  readonly maxDescriptorDriftRatio: number;
}

/** The bounds out of a run's options. */
export const parseBounds = ({ number, optionalNumber }: OptionReading): Bounds => ({
  max5xxRatio: number('MAX_5XX_RATE_5M'),
  maxTransportErrorRatio: number('MAX_TRANSPORT_ERROR_RATE_5M'),
  maxTransportErrors: number('MAX_TRANSPORT_ERRORS'),
  maxBaselineDegradedRatio: number('MAX_BASELINE_DEGRADED_RATE'),
  maxRecoverSec: optionalNumber('MAX_RECOVER_SEC'),
  maxLatencyDriftRatio: number('MAX_LATENCY_DRIFT'),
  maxMemoryDriftRatio: number('MAX_MEMORY_DRIFT'),
  maxDescriptorDriftRatio: number('MAX_DESCRIPTOR_DRIFT'),
});

/** The bounds of a table of options, those of a service too, that a run has otherwise than they usually are, each in words. */
export const listSetBounds = (table: readonly Option[], { text }: OptionReading): readonly string[] =>
  table
    .filter(({ env }) => env.startsWith('MAX_'))
    .flatMap(({ env, fallback }) => {
      const value = text(env);
      const usual = fallback === '' ? 'as the schedule gives it' : fallback;
      return Number(value) === Number(fallback) ? [] : [`${env} ${value} (usually ${usual})`];
    });
