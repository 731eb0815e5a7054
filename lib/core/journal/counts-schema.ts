// The form of what a run counted, by the name of the counter.

import { ENGINE_COUNTERS, type EngineCounterId } from '../service/engine-counters.ts';
import { ID_FORM, type ServiceNames } from '../service/names.ts';
import { count, extendedMap } from './format.ts';

const engine = Object.fromEntries(
  Object.entries(ENGINE_COUNTERS).map(([id, meaning]) => [id, count(`${meaning}.`)]),
) as Record<EngineCounterId, ReturnType<typeof count>>;

/** The counters of the engine and those of the flags of the service, and before them these of the file's own. */
export const createTotals = <Own extends Readonly<Record<string, ReturnType<typeof count>>>>(
  description: string,
  own: Own,
  names?: ServiceNames,
) =>
  extendedMap(
    description,
    { ...own, ...engine },
    ID_FORM,
    count('What a flag of the service counts.'),
    names?.counters,
  );
