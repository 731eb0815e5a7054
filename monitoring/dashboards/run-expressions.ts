// Pieces of PromQL about the series of one run.
import { type RunSeries, toK6Counter } from '../../lib/core/monitoring/series.ts';
import type { Id } from '../../lib/core/service/service.ts';
import { toMetricName } from '../../thresholds/to-k6.ts';
import { OF_RUN } from './variables.ts';

/** Selects a series that the run pushes. */
export const ofRun = (series: RunSeries, more = '') => `${series}{${OF_RUN}${more}}`;
/** Selects k6's series of a counter. */
export const ofK6 = (counter: Id, more = '') => `${toK6Counter(toMetricName(counter))}{${OF_RUN}${more}}`;
/** What a counter has come to. k6 sends it only when it rises: one that rose an hour ago has no value now, and had one all the same. */
export const soFar = (counter: Id) => `sum(last_over_time(${ofK6(counter)}[$__range]))`;
/** How often a second a counter rises. */
export const rate = (counter: Id) => `sum(rate(${ofK6(counter)}[$__rate_interval]))`;
