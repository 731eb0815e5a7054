// Where the quick check says yes, ajv says yes. Where ajv says yes and it does not, there is a reason for it in the table.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, test } from 'vitest';
import type { Json } from '../../../core/text/json.ts';
import { PRELUDE, toQuickCheck } from './quick-check.ts';
import { createResolver } from './schemas.ts';

type Check = (body: unknown) => boolean;

function compile(
  schema: Json,
  others: readonly Json[] = [],
): { readonly quick: Check | undefined; readonly ajv: Check } {
  const root: Json = { $id: 'root.v1', ...schema };
  const schemas = [root, ...others];
  const ajv = new Ajv2020({
    schemas: [...schemas],
    strict: true,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    meta: false,
    validateSchema: false,
    unicode: false,
    logger: false,
  });
  const code = toQuickCheck(root, createResolver(schemas));
  const quick = code === undefined ? undefined : (new Function(`${PRELUDE}\nreturn ${code};`)() as Check);
  return { quick, ajv: (body) => ajv.getSchema('root.v1')?.(body) === true };
}
/** As a parser makes it: `__proto__` is a key. */
const parse = (text: string): unknown => JSON.parse(text);
const toManyKeys = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, i])));
const when = (condition: unknown, then: unknown, otherwise?: unknown): Json =>
  Object.fromEntries([
    ['if', condition],
    ['then', then],
    ...(otherwise === undefined ? [] : [['else', otherwise]]),
  ]);

/** Schema, the bodies that both take, and those that ajv refuses. Each body as text. */
const EXACT: readonly (readonly [string, Json, readonly string[], readonly string[]])[] = [
  [
    'an object or null',
    { type: ['object', 'null'], required: ['a'], properties: { a: { type: 'string' } } },
    ['null', '{"a":"x"}'],
    ['{}', '[]', '{"a":1}'],
  ],
  [
    'a list or null',
    { type: ['array', 'null'], items: { type: 'integer' } },
    ['null', '[1]'],
    ['["a"]', '{}'],
  ],
  [
    'a text or null',
    { type: ['string', 'null'], minLength: 1, pattern: 'a' },
    ['null', '"a"'],
    ['""', '"b"'],
  ],
  ['a number or a text', { type: ['number', 'string'], minimum: 1, minLength: 1 }, ['1', '"a"'], ['0', '""']],
  ['anything', {}, ['1', 'null', '{}', '[]'], []],
  ['object', { type: 'object' }, ['{}', '{"length":1}'], ['[]', 'null', '"a"', '1', 'true']],
  ['array', { type: 'array' }, ['[]', '[1]'], ['{}', '{"length":0}', '"a"', 'null']],
  ['string', { type: 'string' }, ['""', '"a"'], ['1', 'null', '["a"]', '{}']],
  ['number', { type: 'number' }, ['0', '-0', '1.5', '1e21'], ['"1"', 'true', 'null', '1e999']],
  [
    'integer',
    { type: 'integer' },
    ['0', '-0', '1.0', '1e21', '9007199254740993'],
    ['1.5', '1e-7', '"1"', 'true', '1e999'],
  ],
  ['boolean', { type: 'boolean' }, ['true', 'false'], ['0', 'null', '"true"']],
  ['null', { type: 'null' }, ['null'], ['0', 'false', '""', '{}', '[]']],
  ['some types', { type: ['object', 'null'] }, ['{}', 'null'], ['[]', '0']],
  ['nullable', { type: 'string', nullable: true }, ['"a"', 'null'], ['0']],
  ['not nullable', { type: 'string', nullable: false }, ['"a"'], ['null']],
  [
    'a number and an integer',
    { allOf: [{ type: 'number' }, { type: ['integer', 'string'] }] },
    ['1'],
    ['1.5', '"a"'],
  ],
  [
    'an integer and a number',
    { allOf: [{ type: ['integer', 'null'] }, { type: 'number' }] },
    ['1'],
    ['1.5', 'null'],
  ],
  ['types that exclude each other', { allOf: [{ type: 'string' }, { type: 'null' }] }, [], ['"a"', 'null']],
  ['const', { const: 'a' }, ['"a"'], ['"b"', 'null', '["a"]']],
  ['const null', { const: null }, ['null'], ['0', '""', '{}']],
  ['const 0', { const: 0 }, ['0', '-0'], ['1', 'false', '""', 'null']],
  [
    'const with odd characters',
    { const: '\u2028"\\😀\u007f' },
    [JSON.stringify('\u2028"\\😀\u007f')],
    ['""'],
  ],
  [
    'enum',
    { enum: ['a', 1, null, false] },
    ['"a"', '1', '1.0', 'null', 'false'],
    ['"1"', '0', '""', 'true', '[]'],
  ],
  [
    'a long enum',
    { enum: Array.from({ length: 30 }, (_, i) => (i % 2 ? i : `${i}`)) },
    ['1', '29', '"28"'],
    ['"1"', '28', '30', 'null'],
  ],
  ['minimum', { minimum: 1 }, ['1', '2', '"0"', 'null', '[]'], ['0', '0.9', '-1']],
  ['maximum', { type: 'number', maximum: 1 }, ['1', '0'], ['1.1', '2', '"0"']],
  ['exclusiveMinimum', { type: 'integer', exclusiveMinimum: 1 }, ['2'], ['1', '0']],
  ['exclusiveMaximum', { type: ['number', 'null'], exclusiveMaximum: 1 }, ['0', 'null'], ['1', '2', '""']],
  ['multipleOf', { multipleOf: 2 }, ['0', '-0', '4', '"3"'], ['3', '1.5', '1e22']],
  ['multipleOf a fraction', { type: 'number', multipleOf: 0.01 }, ['0.5', '0.02'], ['0.015', '0.07']],
  ['minLength 1', { minLength: 1 }, ['"a"', '"😀"', '1', '[]'], ['""']],
  ['minLength 1 of texts', { type: 'string', minLength: 1 }, ['"a"'], ['""', '[]', '1']],
  ['pattern', { pattern: '^a+$' }, ['"a"', '"aa"', '1'], ['"b"', '""']],
  ['a pattern of characters', { type: 'string', pattern: '^.$' }, ['"a"', '"😀"'], ['"ab"', '1']],
  ['items', { items: { type: 'integer' } }, ['[]', '[1]', '{}', '"a"'], ['[1.5]', '[1,"a"]', '[null]']],
  ['no items', { type: 'array', items: false }, ['[]'], ['[1]']],
  [
    'items of items',
    { type: 'array', items: { type: 'array', items: { minimum: 1 } } },
    ['[[1],[]]'],
    ['[[0]]', '[1]'],
  ],
  [
    'prefixItems',
    { prefixItems: [{ type: 'integer' }, { type: 'string' }] },
    ['[]', '[1]', '[1,"a",null]', '{}'],
    ['["a"]', '[1,1]'],
  ],
  [
    'prefixItems and items',
    { type: 'array', prefixItems: [{ type: 'integer' }], items: { type: 'string' }, minItems: 1 },
    ['[1]', '[1,"a"]'],
    ['[]', '[1,1]', '["a"]'],
  ],
  ['minItems', { minItems: 2 }, ['[1,1]', '{}'], ['[1]']],
  ['maxItems', { type: 'array', maxItems: 1 }, ['[]', '[1]'], ['[1,1]']],
  ['required', { required: ['a', 'b'] }, ['{"a":1,"b":null}', '[]', '1'], ['{}', '{"a":1}', '{"b":1}']],
  [
    'required of objects',
    { type: 'object', required: ['a'] },
    ['{"a":null}'],
    ['{}', '[]', '["a"]', 'null', '"a"'],
  ],
  [
    'required by the name of a list',
    { type: 'object', required: ['length'] },
    ['{"length":1}'],
    ['[]', '{}', '"a"'],
  ],
  [
    'required by the index of a list',
    { type: 'object', required: ['0'] },
    ['{"0":1}'],
    ['[1]', '{}', '"a"', 'null'],
  ],
  [
    'properties',
    { properties: { a: { type: 'string' }, b: {} } },
    ['{}', '{"a":"x"}', '{"b":1,"c":2}', '[]'],
    ['{"a":1}', '{"a":null}'],
  ],
  [
    'properties of properties',
    { properties: { a: { properties: { b: { type: 'integer' } } } } },
    ['{"a":{"b":1}}', '{"a":[]}', '{"a":1}'],
    ['{"a":{"b":""}}'],
  ],
  ['a key that must not be', { properties: { a: false } }, ['{}'], ['{"a":1}', '{"a":null}']],
  ['a key with odd characters', { required: ['a"\u2028'] }, [JSON.stringify({ 'a"\u2028': 1 })], ['{}']],
  [
    'no other keys',
    { properties: { a: {}, b: {} }, required: ['a'], additionalProperties: false },
    ['{"a":1}', '{"a":1,"b":2}', '[]'],
    ['{"a":1,"c":1}', '{"c":1}', '{"a":1,"__proto__":1}', '{"a":1,"constructor":1}'],
  ],
  ['no keys', { type: 'object', additionalProperties: false }, ['{}'], ['{"a":1}', '{"__proto__":{}}']],
  [
    'other keys',
    { properties: { a: {} }, additionalProperties: { type: 'integer' } },
    ['{"a":"x"}', '{"b":1}'],
    ['{"b":"x"}', '{"toString":"x"}', '{"__proto__":"x"}'],
  ],
  ['any keys', { additionalProperties: { type: 'integer' } }, ['{}', '{"b":1}'], ['{"b":"x"}']],
  [
    'other keys allowed',
    { properties: { a: { type: 'string' } }, additionalProperties: true },
    ['{"b":1}'],
    ['{"a":1}'],
  ],
  [
    'patternProperties',
    { patternProperties: { '^a': { type: 'integer' }, b$: { minimum: 1 } } },
    ['{"a":1}', '{"ab":1}', '{"c":"x"}'],
    ['{"a":"x"}', '{"ab":0}', '{"b":0}'],
  ],
  [
    'patternProperties and no others',
    { properties: { x: {} }, patternProperties: { '^a': {} }, additionalProperties: false },
    ['{"a":1,"x":1}'],
    ['{"b":1}'],
  ],
  ['propertyNames', { propertyNames: { pattern: '^a' } }, ['{"a":1}', '{}'], ['{"b":1}', '{"__proto__":1}']],
  [
    'propertyNames and no others',
    { properties: { ab: {}, b: {} }, propertyNames: { pattern: '^a' }, additionalProperties: false },
    ['{"ab":1}', '{}'],
    ['{"b":1}', '{"ac":1}'],
  ],
  [
    'propertyNames that all named keys keep',
    {
      properties: { a: { type: 'integer' } },
      propertyNames: { pattern: '^[a-z]$' },
      additionalProperties: { enum: [0, 1] },
    },
    ['{"a":5,"b":1}', '{"b":0}', '{}'],
    ['{"a":"x"}', '{"a":5,"b":2}', '{"a":5,"B":1}', '{"bc":1}', '{"__proto__":1}'],
  ],
  [
    'propertyNames that ask for more than a pattern',
    { properties: { ab: {} }, propertyNames: { pattern: '^a', enum: ['a'] } },
    ['{"a":1}', '{}'],
    ['{"ab":1}', '{"ac":1}'],
  ],
  [
    'propertyNames of more keys than are remembered',
    { propertyNames: { pattern: '^a' } },
    [toManyKeys(200), toManyKeys(300)],
    [toManyKeys(300).replace('a250', 'b250'), toManyKeys(300).replace('a3"', 'b3"')],
  ],
  ['minProperties', { minProperties: 1 }, ['{"a":1}', '{"__proto__":1}', '[]'], ['{}']],
  ['maxProperties', { type: 'object', maxProperties: 1 }, ['{}', '{"a":1}'], ['{"a":1,"b":1}']],
  [
    'dependentRequired',
    { dependentRequired: { a: ['b', 'c'] } },
    ['{}', '{"b":1}', '{"a":1,"b":1,"c":1}'],
    ['{"a":1}', '{"a":1,"b":1}'],
  ],
  [
    'dependentSchemas',
    { dependentSchemas: { a: { required: ['b'], properties: { b: { type: 'integer' } } } } },
    ['{}', '{"b":"x"}', '{"a":1,"b":1}'],
    ['{"a":1}', '{"a":1,"b":"x"}'],
  ],
  [
    'allOf',
    {
      allOf: [
        { required: ['a'] },
        { properties: { a: { minimum: 1 } } },
        { properties: { a: { type: 'integer' } } },
      ],
    },
    ['{"a":1}'],
    ['{}', '{"a":0}', '{"a":"x"}'],
  ],
  [
    'anyOf',
    { anyOf: [{ type: 'string' }, { type: 'integer', minimum: 1 }] },
    ['"a"', '1'],
    ['0', 'null', '1.5'],
  ],
  [
    'anyOf of keys',
    { type: 'object', anyOf: [{ required: ['a'] }, { properties: { b: { const: 1 } }, required: ['b'] }] },
    ['{"a":0}', '{"b":1}'],
    ['{}', '{"b":2}'],
  ],
  ['oneOf', { oneOf: [{ type: 'integer' }, { minimum: 5 }] }, ['1', '5.5', '"a"'], ['5', '1.5']],
  ['oneOf of two alike', { oneOf: [{ type: 'string' }, { type: 'string' }] }, [], ['"a"', '1']],
  [
    'oneOf by a key',
    {
      type: 'object',
      oneOf: [
        { properties: { k: { const: 'a' } }, required: ['k'] },
        { properties: { k: { const: 'b' }, n: { type: 'integer' } }, required: ['k', 'n'] },
      ],
    },
    ['{"k":"a"}', '{"k":"b","n":1}'],
    ['{}', '{"k":"b"}', '{"k":"c"}'],
  ],
  ['not', { not: { type: 'string' } }, ['1', 'null'], ['"a"']],
  ['not of keys', { not: { required: ['a'] } }, ['{}', '{"b":1}'], ['{"a":1}', '1', '[]']],
  [
    'if then',
    when({ properties: { k: { const: 'a' } }, required: ['k'] }, { required: ['n'] }),
    ['{"k":"a","n":1}', '{"k":"b"}', '{}', '1'],
    ['{"k":"a"}'],
  ],
  [
    'if else',
    {
      type: 'object',
      required: ['k'],
      if: { properties: { k: { type: 'string' } } },
      else: { required: ['n'] },
    },
    ['{"k":"a"}', '{"k":1,"n":1}'],
    ['{"k":1}', '{}'],
  ],
  [
    'if then else',
    when({ type: 'integer' }, { minimum: 5 }, { type: 'string' }),
    ['5', '"a"'],
    ['4', 'null'],
  ],
  [
    'a condition that bounds nothing',
    { allOf: [when({ required: ['a'] }, true)] },
    ['{}', '{"a":1}', '1'],
    [],
  ],
  ['$defs', { $ref: '#/$defs/n', $defs: { n: { type: 'integer' } } }, ['1'], ['"a"']],
  [
    'a reference beside other words',
    { $ref: '#/$defs/n', maximum: 5, $defs: { n: { type: 'integer' } } },
    ['1'],
    ['6', '"a"'],
  ],
  [
    'a pointer with escapes',
    { items: { $ref: '#/$defs/a~1b~0c' }, $defs: { 'a/b~c': { type: 'integer' } } },
    ['[1]'],
    ['["a"]'],
  ],
  [
    'notes',
    {
      title: 't',
      description: 'd',
      $comment: 'c',
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      definitions: { a: { type: 'null' } },
      readOnly: true,
      writeOnly: true,
      default: 1,
      examples: [1],
      deprecated: true,
      type: 'integer',
    },
    ['1'],
    ['"a"'],
  ],
  ['no body at all', { not: {} }, [], ['1', '{}']],
  ['any body, by what must not be', { not: false }, ['1', '{}'], []],
  [
    'items that must not all be numbers',
    { not: { type: 'array', items: { type: 'integer' } } },
    ['["a"]', '1'],
    ['[1]', '[]'],
  ],
  [
    'keys of which one must be another',
    { not: { type: 'object', properties: { a: {} }, additionalProperties: false } },
    ['{"b":1}', '1'],
    ['{}', '{"a":1}'],
  ],
  ['a text beside a word for objects', { type: 'string', required: ['a'] }, ['"x"'], ['{"a":1}', '1']],
  [
    'other keys, whose values have keys of their own',
    { additionalProperties: { properties: { a: { type: 'integer' } } } },
    ['{"b":{"a":1}}', '{"b":1}', '{}'],
    ['{"b":{"a":"x"}}'],
  ],
];

test.each(EXACT)('%s: as ajv says', (_, schema, good, bad) => {
  const { quick, ajv } = compile(schema);
  for (const text of good) expect([text, ajv(parse(text)), quick?.(parse(text))]).toEqual([text, true, true]);
  for (const text of bad)
    expect([text, ajv(parse(text)), quick?.(parse(text)) ?? false]).toEqual([text, false, false]);
});

/** Schema, bodies of which the quick check is sure, bodies that it leaves to ajv though they are valid, bodies that are not. */
const PARTIAL: readonly (readonly [string, Json, readonly string[], readonly string[], readonly string[]])[] =
  [
    [
      'items with an id of their own',
      { type: 'array', items: { $id: 'q.v1', type: 'integer' } },
      ['[]'],
      ['[1]'],
      ['["a"]'],
    ],
    ['an enum of objects alone', { enum: [{ b: 1 }] }, [], ['{"b":1}'], ['1', '{}']],
    ['a const that is a list', { const: [1] }, [], ['[1]'], ['1', '[]']],
    ['a const that is infinite', { const: Number.POSITIVE_INFINITY }, [], ['1e400'], ['null', '1']],
    [
      'an enum with an infinite number in it',
      { enum: [Number.NEGATIVE_INFINITY, 'a'] },
      ['"a"'],
      ['-1e400'],
      ['null', '1e400'],
    ],
    ['an enum with an object in it', { enum: ['a', { b: 1 }] }, ['"a"'], ['{"b":1}'], ['{"b":2}', '{}']],
    [
      'a length that may be counted in characters',
      { minLength: 3 },
      ['"abcde"', '1'],
      ['"abc"', '"abcd"'],
      ['"ab"', '""'],
    ],
    ['the most of a length', { type: 'string', maxLength: 2 }, ['"ab"', '""'], [], ['"abc"']],
    [
      'items that are unlike',
      { uniqueItems: true },
      ['[]', '[{}]', '[1,"1",true,null]'],
      ['[{},{"a":1}]', '[[],[1]]'],
      ['[1,1.0]', '[0,-0]', '["a","a"]', '[null,null]', '[{},{}]'],
    ],
    [
      'a key whose schema is not understood',
      { properties: { a: { contains: { type: 'integer' } }, b: { type: 'string' } } },
      ['{}', '{"b":"x"}'],
      ['{"a":[1]}'],
      ['{"a":[]}', '{"b":1}'],
    ],
    [
      'items that are not understood',
      { type: 'array', items: { unevaluatedProperties: false } },
      ['[]'],
      ['[{}]', '[1]'],
      ['[{"a":1}]'],
    ],
    [
      'a branch that is not understood',
      { anyOf: [{ type: 'string' }, { type: 'array', contains: { const: 1 } }] },
      ['"a"'],
      ['[1]'],
      ['[2]', '1'],
    ],
    [
      'what follows is not understood',
      when({ type: 'array' }, { contains: { const: 1 } }),
      ['1', '{}'],
      ['[1]'],
      ['[2]'],
    ],
    [
      'other keys that are not understood',
      { properties: { a: {} }, additionalProperties: { contains: {} } },
      ['{"a":1}'],
      ['{"b":[1]}'],
      ['{"b":[]}'],
    ],
    [
      'a key that depends on what is not understood',
      { dependentSchemas: { a: { unevaluatedProperties: false } } },
      ['{"b":1}'],
      [],
      ['{"a":1}'],
    ],
    [
      'a schema around itself',
      { type: 'object', properties: { n: { $ref: '#' }, v: { type: 'integer' } } },
      ['{}', '{"v":1,"n":{"n":{"v":2}}}'],
      [],
      ['{"n":{"n":{"v":"x"}}}', '{"n":1}'],
    ],
    [
      'a list around itself',
      { $ref: '#/$defs/t', $defs: { t: { type: 'array', items: { $ref: '#/$defs/t' } } } },
      ['[]', '[[[]],[]]'],
      [],
      ['[[1]]', '{}'],
    ],
  ];

test.each(PARTIAL)('%s: sure of some', (_, schema, sure, unsure, bad) => {
  const { quick, ajv } = compile(schema);
  for (const text of sure) expect([text, ajv(parse(text)), quick?.(parse(text))]).toEqual([text, true, true]);
  for (const text of unsure)
    expect([text, ajv(parse(text)), quick?.(parse(text))]).toEqual([text, true, false]);
  for (const text of bad)
    expect([text, ajv(parse(text)), quick?.(parse(text))]).toEqual([text, false, false]);
});

describe('there is no quick check', () => {
  test.each<[string, Json]>([
    ['where a choice that is denied is not sure', { not: { anyOf: [{ minLength: 3 }, { type: 'null' }] } }],
    ['where no choice that is denied is sure', { not: { anyOf: [{ minLength: 3 }, { maxLength: 1 }] } }],
    ['where an object is denied', { not: { enum: [1, { a: 1 }] } }],
    ['where a list without equals is denied', { not: { uniqueItems: true } }],
    ['where a key that is denied is not sure', { not: { properties: { a: { maxLength: 3 } } } }],
    ['of a reference that is no pointer', { $ref: '#x/$defs/a', $defs: { a: { type: 'integer' } } }],
    ['of a pointer that leads nowhere', { $ref: '#/$defs/b', $defs: { a: { type: 'integer' } } }],
    ['of a pointer into a text', { $ref: '#/title/length', title: 'a' }],
    ['of a word that is not known', { unevaluatedProperties: false }],
    ['of a condition that is not understood', when({ contains: { const: 1 } }, { minItems: 2 })],
    ['where what is denied is not understood', { not: { contains: { const: 1 } } }],
    [
      'where it must be one of some, and one is not understood',
      { oneOf: [{ type: 'string' }, { contains: { const: 1 } }] },
    ],
    [
      'where all of a choice is not understood',
      { anyOf: [{ contains: { const: 1 } }, { contains: { const: 2 } }] },
    ],
    ['where a length decides what must not be', { not: { minLength: 3 } }],
    [
      'where a key that must be there is not understood',
      { type: 'object', required: ['a'], properties: { a: { contains: {} } } },
    ],
    ['of a name that is empty', { required: ['a', ''] }],
    ['of a name that every object inherits', { required: ['constructor'] }],
    ['of a key that every object inherits', { properties: { toString: { type: 'string' } } }],
    ['of a key that depends on such a name', { dependentRequired: { valueOf: ['a'] } }],
    ['of a reference by an anchor', { $ref: '#here', $defs: { a: { $anchor: 'here', type: 'integer' } } }],
    [
      'of a reference with an encoded character',
      { $ref: '#/$defs/a%62', $defs: { ab: { type: 'integer' } } },
    ],
    [
      'of a reference with an encoded character, where a key is written like it',
      { $ref: '#/$defs/a%20b', $defs: { 'a b': { type: 'integer' }, 'a%20b': { type: 'string' } } },
    ],
    [
      'of a document with what may be an id in a list',
      { $ref: '#/$defs/a', $defs: { a: { type: 'integer' } }, examples: [{ $id: 'other.v1' }] },
    ],
    [
      'of a document with an id within',
      { $ref: '#/$defs/a', $defs: { a: { $id: 'other.v1', type: 'integer' } } },
    ],
    ['of a reference to itself', { allOf: [{ $ref: '#' }] }],
    [
      'of two that refer to each other',
      { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { anyOf: [{ $ref: '#/$defs/a' }] } } },
    ],
    ['of a dynamic reference', { $dynamicRef: '#here', $dynamicAnchor: 'here' }],
  ])('%s', (_, schema) =>
    expect(
      toQuickCheck({ $id: 'root.v1', ...schema }, createResolver([{ $id: 'root.v1', ...schema }])),
    ).toBeUndefined());

  it('of a reference to a document that is not there, or there twice', () => {
    const root = { $id: 'root.v1', $ref: 'other.v1' };
    const other = { $id: 'other.v1', type: 'integer' };
    expect(toQuickCheck(root, createResolver([root]))).toBeUndefined();
    expect(toQuickCheck(root, createResolver([root, other, other]))).toBeUndefined();
    expect(toQuickCheck(root, createResolver([root, other]))).toContain('v % 1 === 0');
  });

  it('of a document whose id is resolved against another', () => {
    const root = { $id: 'https://a.example/root', $ref: '#/$defs/a', $defs: { a: { type: 'integer' } } };
    expect(toQuickCheck(root, createResolver([root]))).toBeUndefined();
  });
});

describe('references into other documents', () => {
  const others: readonly Json[] = [
    { $id: 'other.v1', properties: { a: { $ref: '#/$defs/n' } }, $defs: { n: { type: 'integer' } } },
  ];
  test.each<[Json, string, string]>([
    [{ $ref: 'other.v1' }, '{"a":1}', '{"a":"x"}'],
    [{ items: { $ref: 'other.v1#/properties/a' } }, '[1]', '["x"]'],
    [{ items: { $ref: 'other.v1#' } }, '[{"a":1}]', '[{"a":"x"}]'],
    [{ $ref: 'root.v1#/$defs/m', $defs: { m: { type: 'null' } } }, 'null', '1'],
  ])('%j', (schema, good, bad) => {
    const { quick, ajv } = compile(schema, others);
    expect([quick?.(parse(good)), ajv(parse(good))]).toEqual([true, true]);
    expect([quick?.(parse(bad)), ajv(parse(bad))]).toEqual([false, false]);
  });
});

describe('the code', () => {
  const toCode = (schema: Json) =>
    toQuickCheck({ $id: 'root.v1', ...schema }, createResolver([{ $id: 'root.v1', ...schema }])) ?? '';
  const count = (text: string, part: string) => text.split(part).length - 1;

  it('reads each value once, however many schemas speak of it', () => {
    const code = toCode({
      type: 'object',
      required: ['a'],
      properties: { a: { type: 'object', required: ['b'] } },
      additionalProperties: false,
      allOf: [
        { properties: { a: { properties: { b: { type: 'string' } } } } },
        when(
          { required: ['a'], properties: { a: { required: ['b'], properties: { b: { const: 'x' } } } } },
          { properties: { a: { minProperties: 1 } } },
        ),
      ],
    });
    expect([count(code, 'v["a"]'), count(code, '["b"]')]).toEqual([1, 1]);
  });

  it('asks for a type once', () => {
    const code = toCode({
      type: 'array',
      allOf: [{ type: 'array', items: { type: 'string' } }, when({ type: 'array' }, { minItems: 1 })],
    });
    expect(count(code, 'isArray(v)')).toBe(1);
  });

  it('does not grow without end where references branch', () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [
        `d${i}`,
        i === 19
          ? { type: 'integer' }
          : { properties: { a: { $ref: `#/$defs/d${i + 1}` }, b: { $ref: `#/$defs/d${i + 1}` } } },
      ]),
    );
    const schema = { $ref: '#/$defs/d0', $defs };
    expect(toCode(schema).length).toBeLessThan(500_000);
    const { quick, ajv } = compile(schema);
    const deep = (leaf: unknown) =>
      Array.from({ length: 19 }).reduce<unknown>((inside) => ({ b: inside }), leaf);
    expect([quick?.(deep(1)), ajv(deep(1)), quick?.(deep('x')), ajv(deep('x'))]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
