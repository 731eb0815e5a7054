// The form of a trust file: whose statements count, and when.
import {
  closed,
  isoTime,
  list,
  oneOf,
  optional,
  type ShapeOf,
  text,
  version,
  words,
} from '../journal/format.ts';
import { KIND_NAMES } from './kinds.ts';

const kinds = optional(
  list(
    'The kinds that it may state; every kind where left out.',
    oneOf('A kind of statement.', [...KIND_NAMES]),
    {
      minItems: 1,
    },
  ),
);
const from = optional(isoTime('From when on it counts; always where left out.'));
const until = optional(isoTime('Until when it counts, that moment left out; for ever where left out.'));
const revoked = optional(
  closed('It counts no longer: what was recorded at that time or later is refused.', {
    at: isoTime('From when on others may have had it.'),
    reason: words('Why.'),
  }),
);
const environments = optional(
  list('The environments that it may speak of; every one where left out.', words('An environment.'), {
    minItems: 1,
  }),
);

const TrustedKey = closed('A public key.', {
  name: words('Who holds it.'),
  file: optional(words('Its PEM file, from the folder of this file.')),
  pem: optional(words('The PEM itself.')),
  from,
  until,
  revoked,
  kinds,
  environments,
});

const TrustedIdentity = closed('An identity that certificates of Fulcio name.', {
  name: words('Who it is.'),
  issuer: words('The issuer of its OIDC tokens.'),
  subject: words('What its certificates name, all of it: an address, or the workflow with its ref.'),
  trustedRoot: text(
    'The trusted root of its Fulcio and Rekor, as a JSON file, from the folder of this file.',
    '.',
  ),
  from,
  until,
  revoked,
  kinds,
  environments,
});

export const TrustFile = closed('Whose statements count, and when.', {
  version: version(1),
  keys: optional(list('Public keys.', TrustedKey)),
  identities: optional(list('Identities.', TrustedIdentity)),
});
export type TrustFile = ShapeOf<typeof TrustFile>;
export type TrustBounds = Pick<
  ShapeOf<typeof TrustedKey>,
  'name' | 'from' | 'until' | 'revoked' | 'kinds' | 'environments'
>;
