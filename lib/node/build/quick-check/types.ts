// The types that a value may have by all its schemas together, and how code asks for them.
import type { Json } from '../../../core/text/json.ts';

const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'] as const;
export type TypeName = (typeof TYPES)[number];

const isType = (name: unknown): name is TypeName => (TYPES as readonly unknown[]).includes(name);

/** The types that one schema allows; undefined where it does not say. */
function readTypes({ type, nullable }: Json): readonly TypeName[] | undefined {
  if (type === undefined) return undefined;
  const named = (Array.isArray(type) ? type : [type]).filter(isType);
  return nullable === true ? [...named, 'null'] : named;
}

/** True where a type is among these, as itself or as a part of another: an integer is a number. */
const allows = (types: readonly TypeName[], type: TypeName) =>
  types.includes(type) || (type === 'integer' && types.includes('number'));

/** The types that all of the schemas allow, and what is known already; undefined where none says any. */
export function computeTypes(
  schemas: readonly Json[],
  known: readonly TypeName[] | undefined,
): readonly TypeName[] | undefined {
  const said = [known, ...schemas.map(readTypes)].filter((types) => types !== undefined);
  if (said.length === 0) return undefined;
  return TYPES.filter((type) => said.every((types) => allows(types, type))).filter(
    (type, _, all) => type !== 'integer' || !all.includes('number'),
  );
}

/** Whether a value that passed the test of these types is surely of one of `only`. */
export const isOnly = (types: readonly TypeName[] | undefined, ...only: readonly TypeName[]): boolean =>
  types?.every((type) => only.includes(type)) === true;

/** The code that is true for a variable of each type, as ajv tells types. */
export const TYPE_TESTS: Readonly<Record<TypeName, (variable: string) => string>> = {
  object: (v) => `(typeof ${v} === "object" && ${v} !== null && !isArray(${v}))`,
  array: (v) => `isArray(${v})`,
  string: (v) => `typeof ${v} === "string"`,
  // Neither NaN nor infinite, without a call.
  number: (v) => `(typeof ${v} === "number" && ${v} - ${v} === 0)`,
  integer: (v) => `(typeof ${v} === "number" && ${v} % 1 === 0)`,
  boolean: (v) => `typeof ${v} === "boolean"`,
  null: (v) => `${v} === null`,
};
