// The form of a file of the store.

import { Type } from 'typebox';
import { closed, figure, list, oneOf, optional, text, words } from '../../lib/core/journal/format.ts';
import { OVERRIDES } from '../decision/override.ts';
import { State } from '../decision/state-schema.ts';

const OverrideForm = closed('A decision that a person has made, for a while.', {
  to: oneOf('What was decided.', [...OVERRIDES]),
  canary: words('Pod template hash of the canary that it is about.'),
  by: words('Who has decided.'),
  reason: words('Why.'),
  atMs: figure('When, in epoch milliseconds.'),
  untilMs: figure('Until when it holds.'),
  approvals: optional(list('Who agrees.', words('A name.'))),
});

export const KnownForm = closed('What is known of one rollout.', {
  namespace: text('Its namespace.'),
  rollout: words('Its name.'),
  state: State,
  override: Type.Union([OverrideForm, Type.Null()]),
});
