// What the actions about admission take beside the options of every action of `npm run rollout`.
import { integer, type Option, onOff, text } from '../../../lib/core/options/option.ts';

/** What each action does. */
export const ADMISSION_ACTION_DOCS = {
  admission: 'prints the webhook of the cluster, with the authority that its certificate is signed by',
  'admission-certificate':
    'makes the certificate of the admission server in the folder that the word names, or renews it',
  'admission-server': 'the server that the cluster asks which manifests it takes, until Ctrl-C',
  'sign-manifest': 'signs the workloads of the file that the word names, and prints it with their signatures',
} as const;

const ADMISSION = 'admission, admission-server';

export const ADMISSION_OPTIONS: readonly Option[] = [
  text(
    'ADMISSION_SETTINGS',
    '',
    `${ADMISSION}: settings file; empty: rollout/admission/settings.yaml`,
    undefined,
    {
      flag: 'settings',
    },
  ),
  text(
    'ADMISSION_POLICIES',
    '',
    `${ADMISSION}: folder of the release policies; empty: rollout/policy`,
    undefined,
    {
      flag: 'policies',
    },
  ),
  text('ADMISSION_AUTHORITY', '', 'admission: the ca.crt of the admission server', undefined, {
    flag: 'authority',
  }),
  text('ADMISSION_TLS_DIR', '', 'admission-server: folder with tls.key and tls.crt', undefined, {
    flag: 'tls-dir',
  }),
  text('ADMISSION_HOST', '127.0.0.1', 'admission-server: the address it listens at', undefined, {
    flag: 'admission-host',
  }),
  integer(
    'ADMISSION_PORT',
    '9446',
    0,
    65_535,
    'admission-server: the port it listens at; 0: any that is free',
    {
      flag: 'admission-port',
    },
  ),
  text('MANIFEST_EVIDENCE', '', 'sign-manifest: bundles of gate runs of its images, by commas', undefined, {
    flag: 'gate-run',
    repeats: true,
  }),
  onOff(
    'MANIFEST_BREAK_GLASS',
    'sign-manifest: signs a break-glass, for --reason and --minutes, in place of the signature',
    {
      flag: 'break-glass',
    },
  ),
];
