import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { readWebhooks } from './read-config.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-hooks-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const ENV = { HOOK_A: SECRET, HOOK_TWO: `${SECRET} whsec_${Buffer.alloc(24, 1).toString('base64')}` };
async function read(yaml: string, env: Record<string, string> = ENV) {
  const file = join(dir, `${crypto.randomUUID()}.yaml`);
  await writeFile(file, yaml);
  return readWebhooks(file, env);
}
const endpoint = (more: string) =>
  `endpoints:\n  - { id: ops, url: 'https://a.example/x', secretEnv: HOOK_A${more} }\n`;

it('reads who is told and who may ask, with their secrets', async () => {
  const { endpoints, senders } = await read(
    `${endpoint('')}senders:\n  - { id: ci, secretEnv: HOOK_TWO, may: [rollback] }\n`,
  );
  expect(endpoints).toMatchObject([{ id: 'ops', secrets: [SECRET], timeoutMs: 5_000 }]);
  expect(endpoints[0]?.events).toContain('rollout.unresolved');
  expect(senders[0]).toMatchObject({ id: 'ci', may: ['rollback'] });
  expect(senders[0]?.secrets).toHaveLength(2);
});

test.each<[string, string, string, Record<string, string>?]>([
  ['an unknown key', endpoint(', retries: 9'), ':2:'],
  ['an unknown event', endpoint(', events: [rollout.rolledback]'), 'rollout.rolled_back'],
  ['no event', endpoint(', events: []'), '1 or more'],
  [
    'a password in an address',
    "endpoints:\n  - { id: a, url: 'https://u:p@a.example', secretEnv: HOOK_A }",
    'without user and password',
  ],
  ['another scheme', "endpoints:\n  - { id: a, url: 'file:///etc/passwd', secretEnv: HOOK_A }", 'https://'],
  [
    'plain http elsewhere',
    "endpoints:\n  - { id: a, url: 'http://a.example', secretEnv: HOOK_A }",
    'give https://',
  ],
  [
    'plain http to the metadata of a cloud',
    "endpoints:\n  - { id: a, url: 'http://169.254.169.254/', secretEnv: HOOK_A }",
    'give https://',
  ],
  [
    'a secret in the place of its variable',
    `endpoints:\n  - { id: a, url: 'https://a.example', secretEnv: '${SECRET}' }`,
    'name of the variable',
  ],
  [
    'a variable that is not set',
    endpoint('').replace('HOOK_A', 'HOOK_B'),
    'which is not set; give it a secret',
  ],
  [
    'a secret that is too short',
    endpoint(''),
    'holds no secret',
    { HOOK_A: `whsec_${Buffer.alloc(16, 1).toString('base64')}` },
  ],
  ['a secret that is no base64', endpoint(''), 'holds no secret', { HOOK_A: `whsec_${'*'.repeat(40)}` }],
  [
    'a secret of another kind',
    endpoint(''),
    'holds no secret',
    { HOOK_A: 'a-plain-password-of-many-letters-1234' },
  ],
  [
    'two of one name',
    `${endpoint('')}  - { id: ops, url: 'https://b.example', secretEnv: HOOK_A }`,
    'there twice',
  ],
  ['a sender that may do nothing', 'senders:\n  - { id: ci, secretEnv: HOOK_A, may: [] }', '1 or more'],
  [
    'a sender that may what there is not',
    'senders:\n  - { id: ci, secretEnv: HOOK_A, may: [delete] }',
    'rollback',
  ],
])('refuses %s', async (_, yaml, says, env) => {
  const error = await read(yaml, env).then(
    () => expect.fail('it was taken'),
    (thrown: Error) => thrown,
  );
  expect(error.message).toContain(says);
  for (const secret of Object.values(env ?? {})) expect(error.message).not.toContain(secret);
});

it('a file that is not there is told', async () => {
  await expect(readWebhooks(join(dir, 'none.yaml'), ENV)).rejects.toThrow('cannot be read');
});
