// What the linter finds, each at its line and column; the files are written beside a service that is real.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type LoadedService, listServiceIds, loadService } from '../../../lib/node/service/load-service.ts';
import { readFlowSet } from '../files/flow-set.ts';

let dir = '';
let loaded: LoadedService;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-flows-'));
  loaded = await loadService('aurora');
  await mkdir(join(dir, 'include'));
});
afterAll(() => rm(dir, { recursive: true }));

const PLACES = `environments:
  staging: {target: 'http://127.0.0.1:3300', every: 1m, deadline: 30s}
  pre-prod: {target: '\${env.PRE_PROD}', every: 1m, deadline: 30s}
  prod: none`;
const HEAD = `id: a
title: t
slo: availability
${PLACES}
`;
const STEPS = `steps:
  - id: one
    path: /
    expect: {status: 200}
`;
const GOOD = HEAD + STEPS;

/** What is said of a file that is called a.yaml, with what it includes. */
async function lint(text: string, shared: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const file = join(dir, 'a.yaml');
  await writeFile(file, text);
  for (const [name, content] of Object.entries(shared)) await writeFile(join(dir, 'include', name), content);
  const { faults } = await readFlowSet(loaded, [file]);
  for (const name of Object.keys(shared)) await rm(join(dir, 'include', name));
  const shown = relative(process.cwd(), dir);
  return faults.map(
    (fault) => `${fault.file.replace(`${shown}/`, '')}:${fault.line}:${fault.column}: ${fault.text}`,
  );
}

test('a good flow has no fault', async () => {
  expect(await lint(GOOD)).toEqual([]);
});

const step = (more: string) => HEAD + STEPS.replace('    expect: {status: 200}', more);
const expecting = (json: string) => step(`    expect: {json: [${json}]}`);

test.each<[string, string, string]>([
  ['no YAML', 'id: [', 'a.yaml:1:6: Flow sequence'],
  [
    'a wrong type',
    GOOD.replace('status: 200', 'status: "200"'),
    'a.yaml:11:22: steps[0].expect.status must be',
  ],
  [
    'an unknown key',
    GOOD.replace('expect', 'expects'),
    'a.yaml:11:5: steps[0].expects is an unknown key (Did you mean expect?)',
  ],
  [
    'an id that is not its name',
    GOOD.replace('id: a', 'id: b'),
    'a.yaml:1:5: id is b and the file is called a; give both one name',
  ],
  [
    'an objective that is not there',
    GOOD.replace('availability', 'availabilty'),
    'a.yaml:3:6: slo: no objective availabilty; there are availability, latency, whole_answers, and slos gives more (Did you mean availability?)',
  ],
  [
    'an objective that nothing counts for',
    `${GOOD}slos: [{id: mine, title: t, objective: 0.9, window: 7d}]\n`,
    'a.yaml:12:13: slos[0]: nothing counts for mine',
  ],
  [
    'an objective of everything',
    `${GOOD}slos: [{id: availability, title: t, objective: 1, window: 7d}]\n`,
    'a.yaml:12:48: slos[0].objective must be less than 1',
  ],
  [
    'a target elsewhere',
    GOOD.replace('127.0.0.1', 'shop.example'),
    'a.yaml:5:21: environments.staging.target must be an address of this machine',
  ],
  [
    'a target with a password',
    GOOD.replace('127.0.0.1', 'me:pw@127.0.0.1'),
    'a.yaml:5:21: environments.staging.target must be',
  ],
  [
    'no target for an environment',
    GOOD.replace('  prod: none\n', ''),
    'a.yaml:5:3: environments: no target for prod; give one, or none',
  ],
  [
    'a schedule that is too short',
    GOOD.replace('every: 1m, deadline: 30s', 'every: 8s'),
    'a.yaml:5:53: environments.staging: its steps may take 10000 ms together (the sum of their timeouts) and a run has 8000',
  ],
  [
    'a deadline after the next run',
    GOOD.replace('deadline: 30s', 'deadline: 2m'),
    'a.yaml:5:67: environments.staging: a run may take 120000 ms and the next is due after 60000; shorten deadline',
  ],
  ['neither steps nor uses', HEAD, 'a.yaml:1:1: give either steps or uses'],
  ['both', `${GOOD}uses: {journeys: []}\n`, 'a.yaml:1:1: give either steps or uses'],
  [
    'two ids of steps',
    `${GOOD}  - {id: one, path: /, expect: {status: 200}}\n`,
    'a.yaml:12:10: one: another step has this id',
  ],
  ['a step that expects nothing', step(''), 'a.yaml:9:5: one: expects nothing, so it cannot fail'],
  ['an expectation of nothing', step('    expect: {}'), 'one: expects nothing, so it cannot fail'],
  [
    'no step that expects',
    step('    save: {x: {json: $.a}}'),
    'steps: none expects anything, so the flow proves nothing',
  ],
  [
    'a time that cannot pass',
    step('    expect: {within: 10s}'),
    'one: within 10s cannot fail: the call is given up after 10s',
  ],
  [
    'an error that is right',
    step('    expect: {status: [200, 500]}'),
    'one: takes an error of the service (5xx) for as right as a success',
  ],
  ['a path of nothing', expecting('{path: $.a}'), 'one: $.a: expects nothing'],
  ['a body that is there', expecting('{path: $, exists: true}'), 'one: $ is there in every JSON body'],
  ['any number of items', expecting('{path: $.a, items: {}}'), 'one: $.a: any number of items is right'],
  [
    'bounds without a value',
    expecting('{path: $.a, above: 2, below: 2}'),
    'one: $.a: its bounds leave no value',
  ],
  [
    'a pattern of anything',
    expecting("{path: $.a, matches: '.*'}"),
    'one: .* matches anything, so it cannot fail',
  ],
  ['no pattern', expecting("{path: $.a, matches: '('}"), 'one: ( is no regular expression'],
  ['no JSONPath', expecting("{path: '$.[', exists: true}"), 'one: $.[ is no JSONPath'],
  [
    'a header of nothing',
    step('    expect: {headers: {etag: {}}}'),
    'one: expect.headers.etag expects nothing',
  ],
  ['a body of a GET', step('    json: {}\n    expect: {status: 200}'), 'one: GET sends no body'],
  [
    'two bodies',
    step('    method: POST\n    json: {}\n    text: x\n    expect: {status: 200}'),
    'one: give one of json, text and fixture',
  ],
  ['another host', GOOD.replace('path: /', 'path: //evil.example/'), 'one: path begins with two /'],
  [
    'a variable that has no value',
    GOOD.replace('path: /', 'path: /${item}'),
    'a.yaml:10:11: ${item} has no value here',
  ],
  [
    'a variable of a later step',
    `${GOOD.replace('path: /', 'path: /${item}')}    save: {item: {json: $.id}}\n`,
    '${item} has no value here',
  ],
  [
    'a secret that is not named',
    GOOD.replace('path: /', "path: '/${env.TOKEN}'"),
    '${env.TOKEN} is not among secrets; name TOKEN there',
  ],
  ['a variable that is not used', `${GOOD}variables: {x: y}\n`, 'a.yaml:12:16: the variable x is never used'],
  [
    'a secret that is not used',
    `${GOOD}secrets: [TOKEN]\n`,
    'a.yaml:12:11: the secret env.TOKEN is never used',
  ],
  [
    'a saved variable that is not used',
    `${GOOD}    save: {item: {json: $.id}}\n`,
    'a.yaml:12:18: the saved variable item is never used',
  ],
  [
    'nothing that is saved',
    `${GOOD}    save: {item: {}}\n`,
    'one: save.item: give exactly one of json and header',
  ],
  [
    'a secret in the file',
    step('    headers: {authorization: Bearer abc}\n    expect: {status: 200}'),
    'authorization holds a secret that anybody can read here',
  ],
  [
    'a fixture that is not there',
    step('    method: POST\n    fixture: x\n    expect: {status: 200}'),
    'no shared file gives a fixture x',
  ],
  [
    'a shared file that is not there',
    `${GOOD}include: [gone]\n`,
    'a.yaml:12:11: no include/gone.yaml lies beside it',
  ],
  [
    'a journey that is not there',
    `${HEAD}uses: {journeys: [photo_usabel]}\n`,
    'uses: the service has no journey photo_usabel; it has',
  ],
  [
    'a smoke that is not there',
    `${HEAD}uses: {smoke: gone}\n`,
    'uses: the service has no smoke gone; it has',
  ],
  ['a check that is not there', `${HEAD}uses: {check: prob}\n`, '(Did you mean probe?)'],
  [
    'two uses',
    `${HEAD}uses: {smoke: runtime, check: probe}\n`,
    'uses: give exactly one of journeys, smoke and check',
  ],
  ['no uses', `${HEAD}uses: {}\n`, 'uses: give exactly one of journeys, smoke and check'],
  [
    'a file that is like none',
    'like: ../elsewhere.yaml\n',
    'a.yaml:1:7: like does not have the form of its kind',
  ],
])('%s', async (_, text, said) => {
  expect((await lint(text)).join('\n')).toContain(said);
});

describe('what is shared', () => {
  const include = `${GOOD}include: [one]\n`;
  it('is held to its form, by its own lines', async () => {
    expect(await lint(include, { 'one.yaml': 'auht: {}\n' })).toEqual([
      'include/one.yaml:1:1: auht is an unknown key (Did you mean auth?)',
    ]);
  });
  it('does not go round in a circle', async () => {
    const shared = { 'one.yaml': 'include: [two]\n', 'two.yaml': 'include: [one]\n' };
    expect(await lint(include, shared)).toEqual([
      'include/two.yaml:1:11: include goes round in a circle: one → two → one',
    ]);
  });
  it('does not include itself', async () => {
    expect(await lint(include, { 'one.yaml': 'include: [one]\n' })).toEqual([
      'include/one.yaml:1:11: include goes round in a circle: one → one',
    ]);
  });
  it('may be reached by two ways', async () => {
    const shared = {
      'one.yaml': 'include: [two, three]\n',
      'two.yaml': 'include: [three]\n',
      'three.yaml': 'variables: {}\n',
    };
    expect(await lint(include, shared)).toEqual([]);
  });
  it('gives its variables, secrets, auth, session and fixtures', async () => {
    const shared = {
      'one.yaml': `secrets: [TOKEN]
variables: {user: u1}
auth: {headers: {authorization: 'Bearer \${env.TOKEN}'}}
session: [{id: log_in, method: POST, path: /in, fixture: who, save: {id: {json: $.id}}}]
fixtures: {who: {json: {name: '\${user}'}}}
`,
    };
    expect(await lint(include.replace('path: /', 'path: /${id}'), shared)).toEqual([]);
  });
  it('is not given by two files', async () => {
    const shared = { 'one.yaml': 'variables: {x: y}\n', 'two.yaml': 'variables: {x: z}\n' };
    expect((await lint(include.replace('[one]', '[one, two]'), shared)).join()).toContain(
      'include/two.yaml:1:16: variables.x is given by another shared file, too; keep one',
    );
  });
});

test.each(listServiceIds())('the flows of %s have no fault', async (id) => {
  const own = await loadService(id);
  const { faults, flows } = await readFlowSet(own);
  expect(faults).toEqual([]);
  expect(flows.length).toBeGreaterThan(0);
});

test('two flows of one id are told of each other', async () => {
  await writeFile(join(dir, 'a.yaml'), GOOD);
  await writeFile(join(dir, 'b.yaml'), GOOD);
  const { faults } = await readFlowSet(loaded, [join(dir, 'a.yaml'), join(dir, 'b.yaml')]);
  expect(faults.map(({ text }) => text).join()).toContain('id a is that of');
  expect(await readFile(join(dir, 'b.yaml'), 'utf8')).toBe(GOOD);
});
