// A document as its owners write it → one user's calls, which touch nothing but what the user made.
import { describe, expect, it, test } from 'vitest';
import { planFirstJourney } from './first-journey.ts';
import { listOperations, type OpenApiDocument, readBase, toId } from './operations.ts';
import { followReference } from './reference.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const ok = (schema: object) => ({ responses: { 200: json(schema) } });
const PET = { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string' } } };
const PETS = { type: 'array', items: PET };

const plan = (paths: object, more: object = {}) => {
  const document = { paths, ...more } as OpenApiDocument;
  const journey = planFirstJourney(listOperations(document), (schema) => followReference(document, schema));
  return {
    ...journey,
    calls: journey.steps.map(({ operation }) => `${operation.method} ${operation.path}`),
    reasons: Object.fromEntries(
      journey.leftOut.map(({ operation, why }) => [`${operation.method} ${operation.path}`, why]),
    ),
  };
};

describe('a collection that can be added to', () => {
  const { calls, steps } = plan({
    '/pets/{petId}': { delete: { responses: { 204: {} } }, put: ok(PET), get: ok(PET) },
    '/pets': { post: ok(PET), get: ok(PETS) },
  });

  it('is listed, added to, and what was added is read, changed and removed', () => {
    expect(calls).toEqual([
      'GET /pets',
      'POST /pets',
      'GET /pets/{petId}',
      'PUT /pets/{petId}',
      'DELETE /pets/{petId}',
    ]);
  });

  it('tells the id of what was added, under which the rest is asked for', () => {
    expect(steps[1]?.takes).toEqual({ post_pets_id: 'id' });
    expect(steps.slice(2).map(({ params }) => params.petId)).toEqual(
      Array.from({ length: 3 }, () => ({ from: 'answer', taken: 'post_pets_id' })),
    );
  });
});

describe('a collection that can only be read', () => {
  const { calls, reasons } = plan({
    '/pets': { get: ok(PETS) },
    '/pets/{id}': { get: ok(PET), put: ok(PET), patch: ok(PET), delete: { responses: { 204: {} } } },
  });

  it('has one of its things read', () => expect(calls).toEqual(['GET /pets', 'GET /pets/{id}']));

  it('and nothing changed that the journey did not make', () => {
    expect(Object.keys(reasons)).toEqual(['PUT /pets/{id}', 'PATCH /pets/{id}', 'DELETE /pets/{id}']);
    expect(new Set(Object.values(reasons))).toEqual(
      new Set(['it would change a thing that the journey did not make']),
    );
  });
});

test.each<[string, object, string]>([
  [
    'a parameter that nobody gives',
    { '/owners/{name}': { get: ok(PET) } },
    'no earlier answer gives its name, and the document has no example of it',
  ],
  [
    'a form',
    { '/photos': { post: { requestBody: { content: { 'multipart/form-data': {} } }, ...ok(PET) } } },
    'it takes a body that is not JSON',
  ],
  [
    'a change of a whole collection',
    { '/pets': { put: ok(PET) } },
    'it would change a thing that the journey did not make',
  ],
])('%s is left out, with the reason', (_, paths, why) => {
  expect(Object.values(plan(paths).reasons)).toEqual([why]);
});

test('a parameter comes from the document where that has an example, for reading alone', () => {
  const owner = (method: string) => ({
    '/owners/{name}': {
      [method]: { parameters: [{ name: 'name', in: 'path', example: 'ada' }], ...ok(PET) },
    },
  });
  expect(plan(owner('get')).steps[0]?.params).toEqual({ name: { from: 'document', value: 'ada' } });
  expect(plan(owner('delete')).steps).toEqual([]);
});

test('things within things hang on the id of the outer one', () => {
  const { calls } = plan({
    '/pets/{petId}/toys/{toyId}': { get: ok(PET) },
    '/pets/{petId}/toys': { get: ok(PETS) },
    '/pets': { get: ok({ type: 'object', properties: { data: PETS, id: {} } }) },
  });
  expect(calls).toEqual(['GET /pets', 'GET /pets/{petId}/toys', 'GET /pets/{petId}/toys/{toyId}']);
});

test('a journey that nobody would read is cut', () => {
  const paths = Object.fromEntries(Array.from({ length: 15 }, (_, n) => [`/list${n}`, { get: ok(PETS) }]));
  const { steps, leftOut } = plan(paths);
  expect([steps.length, leftOut.length]).toEqual([12, 3]);
});

describe('an operation', () => {
  const components = {
    parameters: { Limit: { name: 'limit', in: 'query', required: true, schema: { type: 'integer' } } },
    responses: { Pets: json(PETS) },
  };
  const [first] = listOperations({
    paths: {
      '/pets': {
        parameters: [{ name: 'sort', in: 'query', required: true, schema: { enum: ['up', 'down'] } }],
        get: {
          summary: 'All pets\nof the shop',
          parameters: [{ $ref: '#/components/parameters/Limit' }, { name: 'page', in: 'query' }],
          responses: { default: json({ type: 'object' }), 200: { $ref: '#/components/responses/Pets' } },
        },
      },
    },
    components,
  } as OpenApiDocument);

  it('has the values of the parameters that it needs', () => {
    expect(first?.query).toEqual([
      { name: 'sort', value: 'up' },
      { name: 'limit', value: '1' },
    ]);
  });

  it('has the answer of its good status, wherever that is written', () => {
    expect(first?.answerSchema).toEqual(PETS);
    expect(first?.summary).toBe('All pets');
  });
});

test.each([
  ['getPetById', 'get_pet_by_id'],
  ['GET /pets/{petId}', 'get_pets_pet_id'],
  ['2fa.check', 'op_2fa_check'],
  ['café', 'caf'],
])('%s is named %s', (text, id) => expect(toId(text)).toBe(id));

test('two operations of one name get two ids', () => {
  const paths = { '/a': { get: { operationId: 'same' } }, '/b': { get: { operationId: 'same' } } };
  expect(listOperations({ paths }).map(({ id }) => id)).toEqual(['same', 'same_2']);
});

test.each([
  [undefined, 'http://127.0.0.1:3000'],
  ['http://pets.example/api/', 'http://127.0.0.1:3000/api'],
  ['/v2', 'http://127.0.0.1:3000/v2'],
  ['https://pets.example', 'http://127.0.0.1:3000'],
  ['https://{host}/{version}', 'http://127.0.0.1:3000'],
  ['http://127.0.0.1:3900', 'http://127.0.0.1:3900'],
  ['http://localhost:8080/api/', 'http://localhost:8080/api'],
  ['http://localhost.example:8080', 'http://127.0.0.1:3000'],
])('the operations of a document whose server is %s lie under %s', (url, base) => {
  expect(readBase(url === undefined ? {} : { servers: [{ url }] })).toBe(base);
});
