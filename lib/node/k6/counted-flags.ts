// How the process that counts is told what it is to know of the service: without the service, so that it starts at once, and anywhere.
import { listCountedFlags } from '../../core/journal/counts/reduce.ts';
import type { Service } from '../../core/service/service.ts';

/** Its variable. */
export const FLAGS_VARIABLE = 'COUNTED_FLAGS';

/** The variable for this service. */
export const toFlagsVariable = (service: Service): Readonly<Record<string, string>> => ({
  [FLAGS_VARIABLE]: JSON.stringify(listCountedFlags(service)),
});
