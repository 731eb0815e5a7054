// Whether what was signed has the form of a statement of ours: compiled once for each form, for a log has thousands.
import { Compile, type Validator } from 'typebox/compile';
import { BASE_TYPE, findKind, HEAD_TYPE, type Kind } from '../../core/evidence/kinds.ts';
import {
  BASE_FORM,
  type Base,
  HEAD_FORM,
  type Head,
  type Statement,
  toStatementForm,
} from '../../core/evidence/statement-schema.ts';
import { isObject, toJsonOrNone } from '../../core/text/json.ts';
import { toPlain } from '../../core/text/plain-text.ts';

/** What a payload says. */
export type Payload =
  | { readonly kind: Kind; readonly statement: Statement }
  | { readonly kind: 'head'; readonly head: Head }
  | { readonly kind: 'base'; readonly base: Base };

const compiled = new Map<string, Validator>();
const toValidator = (kind: Kind | 'head' | 'base'): Validator => {
  const known = compiled.get(kind);
  if (known) return known;
  const form = kind === 'head' ? HEAD_FORM : kind === 'base' ? BASE_FORM : toStatementForm(kind);
  const made = Compile(form);
  compiled.set(kind, made);
  return made;
};

/** Reads a payload; a text is why it is no statement of ours, as the end of a sentence. */
export function readPayload(payload: Buffer): Payload | string {
  const value = toJsonOrNone(payload.toString('utf8'));
  if (!isObject(value)) return 'is no JSON object';
  const type = value.predicateType;
  const kind = type === HEAD_TYPE ? 'head' : type === BASE_TYPE ? 'base' : findKind(type);
  if (kind === undefined)
    return `has the predicate type ${toPlain(String(type), 200)}, which is none of ours`;
  const validator = toValidator(kind);
  if (!validator.Check(value)) return `has not the form of its kind, ${kind}: ${toWhy(validator, value)}`;
  switch (kind) {
    case 'head':
      return { kind, head: value.predicate as Head };
    case 'base':
      return { kind, base: value.predicate as Base };
    default:
      return { kind, statement: value as unknown as Statement };
  }
}

/** The first thing that is wrong with it. */
function toWhy(validator: Validator, value: unknown): string {
  const [first] = validator.Errors(value);
  return first === undefined
    ? 'it does not fit'
    : toPlain(`${first.instancePath || 'it'} ${first.message}`, 200);
}
