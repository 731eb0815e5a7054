import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, test } from 'vitest';
import { toContract } from './contract.ts';

const compile = (schema: unknown, document: unknown = {}) =>
  new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(
    toContract('one.v1', 'GET /one', schema, document),
  );

test.each<[string, object, unknown, unknown]>([
  ['a type', { type: 'string' }, 'a', 1],
  ['nullable, as 3.0 says it', { type: 'string', nullable: true }, null, 1],
  ['a nullable enum', { type: 'string', nullable: true, enum: ['a'] }, null, 'b'],
  ['null, as 3.1 says it', { type: ['string', 'null'] }, null, 1],
  ['an exclusive bound of 3.0', { type: 'number', minimum: 0, exclusiveMinimum: true }, 0.1, 0],
  ['a bound that is not exclusive', { type: 'number', maximum: 5, exclusiveMaximum: false }, 5, 6],
  ['an exclusive bound of 3.1', { type: 'number', exclusiveMinimum: 0 }, 0.1, 0],
  ['required keys', { type: 'object', required: ['a'] }, { a: 1 }, {}],
  [
    'keys of keys',
    { properties: { a: { properties: { b: { type: 'integer' } } } } },
    { a: { b: 1 } },
    { a: { b: 'x' } },
  ],
  [
    'no other keys',
    { type: 'object', properties: { a: {} }, additionalProperties: false },
    { a: 1 },
    { b: 1 },
  ],
  ['items', { type: 'array', items: { type: 'integer' } }, [1], ['x']],
  ['one of', { oneOf: [{ type: 'string' }, { type: 'integer' }] }, 1, true],
  ['all of', { allOf: [{ required: ['a'] }, { required: ['b'] }] }, { a: 1, b: 1 }, { a: 1 }],
  ['a pattern', { type: 'string', pattern: '^a+$' }, 'aa', 'b'],
  ['a text that is not empty', { type: 'string', minLength: 3 }, 'a', ''],
])('%s', (_, schema, good, bad) => {
  const validate = compile(schema);
  expect(validate(good)).toBe(true);
  expect(validate(bad)).toBe(false);
});

test('what only describes is left out, as is what no validator here can hold', () => {
  const said = {
    type: 'string',
    format: 'date',
    example: 'x',
    xml: { name: 'x' },
    discriminator: { propertyName: 'kind' },
    pattern: '(?<bad',
    maxLength: 9,
    'x-own': 1,
  };
  expect(toContract('a.v1', 't', said, {})).toEqual({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'a.v1',
    title: 't',
    type: 'string',
  });
});

describe('references', () => {
  const document = {
    components: {
      schemas: {
        Node: {
          type: 'object',
          required: ['id'],
          properties: { next: { $ref: '#/components/schemas/Node' } },
        },
        Odd: { $ref: '#/components/schemas/Node', nullable: true },
      },
    },
    elsewhere: { 'a/b': { type: 'integer' } },
  };

  it('may lead round in circles', () => {
    const validate = compile({ $ref: '#/components/schemas/Node' }, document);
    expect(validate({ id: 1, next: { id: 2 } })).toBe(true);
    expect(validate({ id: 1, next: {} })).toBe(false);
  });

  it('may be nullable', () => {
    const validate = compile({ items: { $ref: '#/components/schemas/Odd' } }, document);
    expect(validate([null, { id: 1 }])).toBe(true);
    expect(validate([{}])).toBe(false);
  });

  it('may lead anywhere in the document', () => {
    const validate = compile({ properties: { n: { $ref: '#/elsewhere/a~1b' } } }, document);
    expect(validate({ n: 1 })).toBe(true);
    expect(validate({ n: 'x' })).toBe(false);
  });

  it('that lead nowhere bound nothing', () => {
    expect(compile({ $ref: '#/components/schemas/Gone' }, document)('anything')).toBe(true);
  });
});
