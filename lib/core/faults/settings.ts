// Values of a fault by option: `latency.latency=1500,reset.toxicity=0.3,timeout.stream=upstream`.
import { toHint } from '../text/nearest.ts';
import {
  type Attribute,
  type Fault,
  type RequestsFault,
  STREAMS,
  type Stream,
  type ToxicFault,
} from './fault.ts';
import { FAULTS, type FaultId, isFaultId } from './table.ts';

/** What was asked of one fault; what is left out keeps the fault's own value. */
export interface ToxicSettings {
  readonly stream?: Stream;
  readonly toxicity?: number;
  readonly attributes: Readonly<Record<string, number>>;
}
export type FaultSettings = Readonly<Partial<Record<FaultId, ToxicSettings>>>;

/**
 * Parses settings, each `fault.attribute=value`, separated by commas. Beside its attributes a toxic takes `toxicity`
 * (above 0, to 1) and `stream` (upstream or downstream).
 * @throws RangeError with the first setting that cannot be used and what could
 */
export function parseFaultSettings(list: string): FaultSettings {
  const settings: Partial<Record<FaultId, ToxicSettings>> = {};
  for (const entry of list.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const [, id = '', key = '', value = ''] = /^(\w+)\.(\w+)=(\S+)$/.exec(entry) ?? [];
    if (id === '') throw new RangeError(`${entry}: give fault.attribute=value, like latency.latency=1500`);
    if (!isFaultId(id))
      throw new RangeError(
        `${entry}: give a fault out of ${listSettable().join(', ')}${toHint(id, listSettable())}`,
      );
    const fault = toSettable(FAULTS[id]);
    const before = settings[id] ?? { attributes: {} };
    settings[id] = { ...before, ...parseSetting(fault, key, value, entry, before) };
  }
  return settings;
}

function parseSetting(
  fault: ToxicFault | RequestsFault,
  key: string,
  value: string,
  entry: string,
  before: ToxicSettings,
): Partial<ToxicSettings> {
  const number = Number(value);
  const attributes: Readonly<Record<string, Attribute>> = fault.attributes;
  const attribute = attributes[key];
  if (attribute) {
    if (!Number.isInteger(number) || number < attribute.min || number > attribute.max) {
      throw new RangeError(
        `${entry}: give a whole number from ${attribute.min} to ${attribute.max} (${attribute.unit})`,
      );
    }
    return { attributes: { ...before.attributes, [key]: number } };
  }
  const takes = Object.keys(attributes);
  if (fault.by === 'agent') return refuseKey(entry, key, fault.id, takes);
  switch (key) {
    case 'toxicity':
      if (number > 0 && number <= 1) return { toxicity: number };
      throw new RangeError(`${entry}: give a share of connections above 0, to 1`);
    case 'stream': {
      const stream = STREAMS.find((one) => one === value);
      if (stream) return { stream };
      throw new RangeError(`${entry}: give ${STREAMS.join(' or ')}`);
    }
    default:
      return refuseKey(entry, key, fault.id, [...takes, 'toxicity', 'stream']);
  }
}

/** @throws RangeError */
function refuseKey(entry: string, key: string, fault: string, takes: readonly string[]): never {
  throw new RangeError(`${entry}: ${fault} takes ${takes.join(', ')}${toHint(key, takes)}`);
}

/** @throws RangeError for a fault without settings of its own */
function toSettable(fault: Fault): ToxicFault | RequestsFault {
  switch (fault.by) {
    case 'toxic':
    case 'agent':
      return fault;
    case 'mix':
      throw new RangeError(
        `${fault.id} takes the settings of ${fault.of.map(({ id }) => id).join(', ')}: set those`,
      );
    case 'disabled_proxy':
      throw new RangeError(`${fault.id} has nothing to set: leave it out`);
  }
}

const listSettable = () =>
  Object.values(FAULTS).flatMap((fault) => ('attributes' in fault ? [fault.id] : []));
