import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { EVIDENCE, SIGNATURE } from './annotations.ts';
import { signFile } from './sign-file.ts';

const A = 'a'.repeat(64);
const toText = (more: Readonly<Record<string, string>> = {}) => {
  const {
    head = '',
    name = 'web',
    namespace = 'shop',
    environment = 'prod',
    image = `r/app@sha256:${A}`,
  } = more;
  return `# kept
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: ${namespace}
  annotations: { aurora-gate.dev/environment: ${environment} }${head}
spec: { containers: [{ name: app, image: "${image}" }] }
`;
};
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: { name: s }\n';
const sign = async () => ({ bundle: true });
const evidence = [
  { bundle: { of: 'app' }, digests: [A] },
  { bundle: { of: 'other' }, digests: ['b'.repeat(64)] },
];

test('each workload gets its signature and the evidence of its images; the rest stays', async () => {
  const { text, signed } = await signFile('f', `${toText()}---\n${SERVICE}`, sign, evidence, SIGNATURE);
  expect(signed.map(({ who, environment }) => [who, environment])).toEqual([['Pod shop/web', 'prod']]);
  expect(text).toContain('# kept');
  const [pod, service] = parseAllDocuments(text).map((one) => one.toJS());
  expect(service).toEqual({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's' } });
  expect(pod.metadata.annotations).toEqual({
    'aurora-gate.dev/environment': 'prod',
    [SIGNATURE]: '{"bundle":true}',
    [EVIDENCE]: '[{"of":"app"}]',
  });
});

test('signing once more signs the same', async () => {
  const once = await signFile('f', toText(), sign, evidence, SIGNATURE);
  const twice = await signFile('f', once.text, sign, evidence, SIGNATURE);
  expect(twice.signed[0]?.digest).toBe(once.signed[0]?.digest);
  expect(twice.text).toBe(once.text);
});

test.each<[string, string, string]>([
  ['an image by its tag', toText({ image: 'r/app:1' }), 'names the image r/app:1 without its digest'],
  ['no environment', toText({ environment: '' }), 'names no environment'],
  ['another environment', toText({ environment: 'moon' }), 'one of staging, pre-prod, prod'],
  ['no namespace', toText({ namespace: '' }), 'names no namespace'],
  ['no name', toText({ name: '' }), 'has no name'],
  ['no workload', SERVICE, 'holds no workload'],
  ['a List', 'kind: List\nitems: []\n', 'a List cannot be signed'],
  ['no YAML', 'a: [', 'f: '],
])('%s is told', async (_, text, says) => {
  await expect(signFile('f', text, sign, [], SIGNATURE)).rejects.toThrow(says);
});
