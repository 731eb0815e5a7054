// What is wrong with a value by a JSON Schema, told to the person who wrote it.
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { TSchema } from 'typebox';
import { isObject, type Json, toList, toObject, toPointerKeys } from '../../core/text/json.ts';
import { findNearest } from '../../core/text/nearest.ts';
import { toPlain } from '../../core/text/plain-text.ts';
import { isSecretName } from '../../core/text/redact.ts';

/** A fault by its place in the value. */
export interface FormFault {
  /** The part, from the root. */
  readonly at: readonly (string | number)[];
  /** A key of the part that is the fault itself. */
  readonly key?: string;
  /** The place in words, as `steps[0].path`. */
  readonly path: string;
  /** What is wrong with it, to stand behind the path. */
  readonly says: string;
  readonly nearest?: string;
}

const compiled = new WeakMap<TSchema, ValidateFunction>();

function compile(schema: TSchema): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
  });
  const validate = ajv.compile(schema);
  compiled.set(schema, validate);
  return validate;
}

/** All that is wrong with a value; empty where it has the form. */
export function listFormFaults(value: unknown, schema: TSchema): readonly FormFault[] {
  const validate = compile(schema);
  if (validate(value)) return [];
  return toTelling(validate.errors ?? []).map(toFault);
}

const isChoice = ({ keyword }: ErrorObject) => keyword === 'anyOf' || keyword === 'oneOf';
/** Only says that a part broke what its own error tells. */
const SILENT = new Set(['if', 'propertyNames', 'allOf', '$ref']);

/** Of a choice none of whose forms fits, the errors of the form that was meant, where one can be told; else the choice alone. */
function toTelling(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  let left = errors.filter(({ keyword }) => !SILENT.has(keyword));
  for (const choice of errors.filter(isChoice)) {
    const under = `${choice.schemaPath}/`;
    const inside = left.filter((error) => error.schemaPath.startsWith(under) && error !== choice);
    const meant = findMeant(choice, inside, under);
    left = left.filter((error) => !inside.includes(error) || meant.includes(error));
    if (meant.length > 0) left = left.filter((error) => error !== choice);
  }
  return left;
}

/** The errors of the only form whose kind, and whose telling key, the value has. */
function findMeant(
  choice: ErrorObject,
  inside: readonly ErrorObject[],
  under: string,
): readonly ErrorObject[] {
  const byForm = new Map<string, ErrorObject[]>();
  for (const error of inside) {
    const form = error.schemaPath.slice(under.length).split('/')[0] ?? '';
    byForm.set(form, [...(byForm.get(form) ?? []), error]);
  }
  const fitting = [...byForm.values()].filter(
    (own) =>
      !own.some(({ keyword, instancePath }) => keyword === 'type' && instancePath === choice.instancePath),
  );
  if (fitting.length <= 1) return fitting[0] ?? [];
  const isOther = ({ keyword }: ErrorObject) => keyword === 'const' || keyword === 'required';
  const told = fitting.filter((own) => !own.some(isOther));
  return told.length === 1 ? (told[0] ?? []) : [];
}

function toFault(error: ErrorObject): FormFault {
  const at = toPointerKeys(error.instancePath);
  const params = toObject(error.params);
  const unknown = params.additionalProperty ?? params.unevaluatedProperty;
  const key = typeof unknown === 'string' ? unknown : error.propertyName;
  const nearest = toNearest(error, key);
  return {
    at,
    ...(key === undefined ? {} : { key }),
    path: key === undefined ? toShownPath(at) : `${toShownPath(at)}.${toPlain(key)}`.replace(/^\./, ''),
    says: toSays(error, at),
    ...(nearest === undefined ? {} : { nearest }),
  };
}

const toShownPath = (path: readonly (string | number)[]): string =>
  path
    .map((part) => (/^\d+$/.test(String(part)) ? `[${part}]` : `.${toPlain(String(part))}`))
    .join('')
    .replace(/^\./, '');

function toNearest({ params, parentSchema, keyword, data }: ErrorObject, key?: string): string | undefined {
  if (key !== undefined) {
    const { properties, propertyNames } = toObject(parentSchema);
    return findNearest(key, [
      ...Object.keys(toObject(properties)),
      ...toList(toObject(propertyNames).enum).map(String),
    ]);
  }
  const allowed = toList(toObject(params).allowedValues);
  return keyword === 'enum' && typeof data === 'string' ? findNearest(data, allowed.map(String)) : undefined;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'a map of keys',
  array: 'a list',
  null: 'nothing',
};

/** A value as a message may show it: its kind, and itself where it is short and under no name of a secret. */
function toShown(value: unknown, at: readonly (string | number)[]): string {
  const hidden = at.some((part) => isSecretName(String(part)));
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'a map of keys';
  const kind = typeof value === 'boolean' ? String(value) : KINDS[typeof value];
  return hidden || typeof value === 'boolean'
    ? `${kind}`
    : `${kind} (${toPlain(JSON.stringify(value) ?? '', 60)})`;
}

const toWords = (values: readonly unknown[]): string =>
  values.map((value) => toPlain(String(value))).join(', ');

function toSays(error: ErrorObject, at: readonly (string | number)[]): string {
  const { keyword, data, message = 'is not as it must be' } = error;
  const params: Json = toObject(error.params);
  const is = `and is ${toShown(data, at)}`;
  switch (keyword) {
    case 'type': {
      const types = [params.type].flat().map((type) => KINDS[String(type)] ?? String(type));
      return `must be ${types.join(' or ')}, ${is}`;
    }
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'is an unknown key';
    case 'required':
      return `${at.length === 0 ? 'it ' : ''}has no ${params.missingProperty}, which is required`;
    case 'enum':
      return `must be one of ${toWords(toList(params.allowedValues))}, ${is}`;
    case 'const':
      return `must be ${toPlain(String(params.allowedValue))}, ${is}`;
    case 'pattern': {
      const { description } = toObject(error.parentSchema);
      const wanted = typeof description === 'string' ? `: ${description.replace(/\.$/, '')}` : '';
      return error.propertyName === undefined
        ? `does not have the form of its kind, ${is}${wanted}`
        : `is no name for a key${wanted}`;
    }
    case 'anyOf':
    case 'oneOf': {
      const forms = toList(error.schema).map((form) => toKind(toObject(form)));
      return `must be ${[...new Set(forms)].join(' or ')}, ${is}`;
    }
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `must be ${toBound(keyword)} ${params.limit}, ${is}`;
    case 'minLength':
      return 'must not be empty';
    case 'minItems':
      return `must have ${params.limit} or more items`;
    case 'maxItems':
      return `must have ${params.limit} items at most`;
    case 'minProperties':
      return `must have ${params.limit} or more keys`;
    case 'maxProperties':
      return `must have ${params.limit} keys at most`;
    default:
      return message.replace(/^must NOT/, 'must not');
  }
}

function toBound(keyword: 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum'): string {
  switch (keyword) {
    case 'minimum':
      return 'at least';
    case 'maximum':
      return 'at most';
    case 'exclusiveMinimum':
      return 'more than';
    case 'exclusiveMaximum':
      return 'less than';
  }
}

/** One form of a choice in words. */
function toKind(form: Json): string {
  if (form.const !== undefined) return toPlain(String(form.const));
  if (Array.isArray(form.enum)) return `one of ${toWords(form.enum)}`;
  const types = [form.type].flat().map((type) => KINDS[String(type)] ?? 'something else');
  const required = toList(form.required);
  return required.length > 0 ? `${types.join(' or ')} with ${toWords(required)}` : types.join(' or ');
}
