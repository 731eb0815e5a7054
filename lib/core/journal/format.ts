// What the schemas of our own files are made of. They lie in `*-schema.ts`, beside the code that fills them in; everything else
// imports only their types, so that no run, bundle or page loads a schema. Each part says first what it means.
import {
  type Static,
  type TArrayOptions,
  type TNumberOptions,
  type TObject,
  type TProperties,
  type TSchema,
  Type,
} from 'typebox';

/** The type of what a schema describes, all the way down read-only. */
export type ShapeOf<S extends TSchema> = Frozen<Static<S>>;
type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

/** An object with these keys and no other. */
export const closed = <P extends TProperties>(description: string, properties: P) =>
  Type.Object(properties, { description, additionalProperties: false });

/** A key that may be left out. */
export const optional = <S extends TSchema>(schema: S) => Type.Optional(schema);

/** The same schema where it means something else. */
export const as = <S extends TSchema>(description: string, schema: S) => Type.With(schema, { description });

/** A value or null: the description says when it is null. */
export const orNull = <S extends TSchema & ({ type: string } | { enum: readonly unknown[] })>(schema: S) => {
  const { type, enum: values } = schema as { type?: string; enum?: readonly unknown[] };
  return Type.Unsafe<Static<S> | null>({
    ...schema,
    ...(values ? { enum: [...values, null] } : { type: [type, 'null'] }),
  });
};

/** An object that has any keys, or any that match `pattern`, with a value of one kind each. */
export const mapOf = <S extends TSchema>(description: string, value: S, pattern?: string) =>
  Type.Unsafe<Record<string, Static<S>>>({
    type: 'object',
    ...(pattern === undefined
      ? { additionalProperties: value }
      : { patternProperties: { [pattern]: value }, additionalProperties: false }),
    description,
  });

/** The greatest seed: 32 bits. */
export const seed = (description: string) => whole(description, { minimum: 0, maximum: 4_294_967_295 });

/** A name that a service gives: one of `names`, or any of this form where the service is not known. */
export const nameOf = (description: string, form: string, names?: readonly string[]) =>
  Type.Unsafe<string>({
    ...(names === undefined ? { type: 'string', pattern: form } : { enum: names }),
    description,
  });

/** A closed object with one key more for each of `names`, or for any of this form where the service is not known. */
export const extended = <P extends TProperties>(
  description: string,
  properties: P,
  form: string,
  value: TSchema,
  names?: readonly string[],
) =>
  names === undefined
    ? Type.Object(properties, { description, propertyNames: { pattern: form }, additionalProperties: value })
    : closed(description, { ...properties, ...toKeys(names, value) } as P);
/** The same for figures of one kind, which are also read by name. */
export const extendedMap = <P extends TProperties, V extends TSchema>(
  description: string,
  properties: P,
  form: string,
  value: V,
  names?: readonly string[],
) =>
  Type.Unsafe<Static<TObject<P>> & Record<string, Static<V>>>(
    extended(description, properties, form, value, names),
  );
const toKeys = (names: readonly string[], value: TSchema) =>
  Object.fromEntries(names.map((name) => [name, value]));

/** The items of an array, one kind each. */
export const list = <S extends TSchema>(description: string, item: S, bounds: TArrayOptions = {}) =>
  Type.Array(item, { ...bounds, description });

/** One of these words or numbers. */
export const oneOf = <const V extends (string | number)[]>(description: string, values: readonly [...V]) =>
  Type.Enum(values, { description });

/** This word or number, which tells what the whole is. */
export const exactly = <const V extends string | number>(description: string, value: V) =>
  Type.Literal(value, { description });

/** The version of a file's form: raised when a reader of the earlier form would misread a file of the later one. */
export const version = <const V extends number>(value: V) => exactly("Version of this file's form.", value);

/** A text; its form, as a regular expression, where it has one. */
export const text = (description: string, form?: string) =>
  Type.String({ description, ...(form === undefined ? {} : { pattern: form }) });

/** A text that is not empty. */
export const words = (description: string) => Type.String({ description, minLength: 1 });

/** A time as `toISOString` writes it. */
export const isoTime = (description: string) =>
  text(description, '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$');

/** True or false. */
export const yesNo = (description: string) => Type.Boolean({ description });

/** 0 or 1, as rows of the journal say no and yes. */
export const bit = (description: string) => oneOf(description, [0, 1]);

/** A whole number within its bounds. */
export const whole = (description: string, bounds: TNumberOptions = {}) =>
  Type.Integer({ ...bounds, description });

/** A whole number that is not negative. */
export const count = (description: string) => whole(description, { minimum: 0 });

/** A whole number from 1 on. */
export const ordinal = (description: string) => whole(description, { minimum: 1 });

/** A number that is not negative. */
export const amount = (description: string) => Type.Number({ description, minimum: 0 });

/** A share, 0..1. */
export const share = (description: string) => Type.Number({ description, minimum: 0, maximum: 1 });

/** Any number within its bounds. */
export const figure = (description: string, bounds: TNumberOptions = {}) =>
  Type.Number({ ...bounds, description });

/** The end of an interval, which may be infinite: JSON has no such number and holds null. */
export const bound = (description: string) => Type.Unsafe<number>({ type: ['number', 'null'], description });
