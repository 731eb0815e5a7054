// What is wrong with a body, out of what its validator says: where, which key, what.

/** The first error of an ajv validator, as far as it is told. `instancePath`: a JSON Pointer, '' for the root. */
export interface ContractFault {
  readonly instancePath: string;
  readonly message?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** The key that broke a rule on names of keys. */
  readonly propertyName?: string;
}

const MOST_VALUES = 8;

/** A key as a part of a JSON Pointer (RFC 6901). */
const toPointer = (key: string) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/**
 * A fault in words: `<JSON Pointer> <what>`. A key that nobody knows is named, which ajv's own message does not do; so is what an
 * enum allows. The body's values are left out: this text goes where bodies do not.
 * @param root what stands for the root of the body
 */
export function toFaultText(fault: ContractFault, root: string): string {
  const { instancePath: at, message = 'is not as agreed', params = {}, propertyName } = fault;
  const unknown = params.additionalProperty ?? params.unevaluatedProperty;
  if (typeof unknown === 'string') return `${at}${toPointer(unknown)} is an unknown key`;
  if (propertyName !== undefined) return `${at}${toPointer(propertyName)} is no name for a key: ${message}`;
  return `${at || root} ${message}${toAllowed(params)}`;
}

function toAllowed({ allowedValues, allowedValue }: Readonly<Record<string, unknown>>): string {
  const allowed = Array.isArray(allowedValues)
    ? (allowedValues as readonly unknown[])
    : allowedValue === undefined
      ? []
      : [allowedValue];
  if (allowed.length === 0) return '';
  const shown = allowed.slice(0, MOST_VALUES).map((value) => JSON.stringify(value));
  return `: ${shown.join(', ')}${allowed.length > MOST_VALUES ? ', …' : ''}`;
}
