import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { type ContractFault, toFaultText } from './contract-fault.ts';

const object = (more: object) => ({ type: 'object', properties: { a: {} }, ...more });

// Schema, body and what is said: by the validator itself, so that no form of its errors is only assumed.
test.each<[string, object, unknown, string]>([
  [
    'a key that is unknown at the root',
    object({ additionalProperties: false }),
    { analysis_meta: 1 },
    '/analysis_meta is an unknown key',
  ],
  [
    'one further down, with a name that a pointer escapes',
    { properties: { list: { items: object({ additionalProperties: false }) } } },
    { list: [{}, { 'a/b~c': 1 }] },
    '/list/1/a~1b~0c is an unknown key',
  ],
  [
    'one that is left over of several schemas',
    { allOf: [object({})], unevaluatedProperties: false },
    { a: 1, b: 2 },
    '/b is an unknown key',
  ],
  [
    'a name that no key may have',
    { propertyNames: { pattern: '^[a-z]+$' } },
    { ok: 1, N0: 2 },
    '/N0 is no name for a key: must match pattern "^[a-z]+$"',
  ],
  [
    'a value that is not among those allowed',
    { properties: { kind: { enum: ['x', 'y'] } } },
    { kind: 'somebody@example.org' },
    '/kind must be equal to one of the allowed values: "x", "y"',
  ],
  [
    'one of many',
    { enum: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
    0,
    'the body must be equal to one of the allowed values: 1, 2, 3, 4, 5, 6, 7, 8, …',
  ],
  ['a value that is given', { properties: { v: { const: 2 } } }, { v: 1 }, '/v must be equal to constant: 2'],
  ['a missing key', { required: ['id'] }, {}, "the body must have required property 'id'"],
  ['another type', { type: 'object' }, [], 'the body must be object'],
])('%s', (_, schema, body, want) => {
  const validate = new Ajv2020({ strict: false }).compile(schema);
  validate(body);
  expect(toFaultText(validate.errors![0] as ContractFault, 'the body')).toBe(want);
});

test('a validator that says nothing', () => {
  expect(toFaultText({ instancePath: '' }, 'the root')).toBe('the root is not as agreed');
});
