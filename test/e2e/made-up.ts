// A service of nobody's, to see that rules are made of what a service says: another prefix, no tenants, selectors without labels.

import type { Monitored } from '../../lib/core/monitoring/monitored.ts';
import { defineService } from '../../lib/core/service/define-service.ts';
import type { RuleSource } from '../../monitoring/rules/list-rules.ts';

const MONITORED: Monitored = {
  prefix: 'post_office',
  job: 'post "office"',
  vipTenants: [],
  shares: {
    effectiveness: {
      title: 'Sorted',
      meaning: 'Share of letters that were sorted.',
      part: 'sorted_total',
      whole: 'letters_total',
    },
    utilisation: {
      title: 'Vans',
      meaning: 'Share of letters by van.',
      part: 'van_total',
      whole: 'letters_total',
    },
    low_confidence: {
      title: 'Guessed',
      meaning: 'Share of guessed addresses.',
      part: 'guessed_total',
      whole: 'letters_total',
    },
  },
  cost: { of: 'van_total', usdPerThousand: 3, source: 'made up' },
  healthWeights: { effectiveness: 0.5, quality: 0.3, efficiency: 0.2 },
  thresholds: {
    effectiveness: { warning: 80, critical: 60, bad: 'below' },
    utilisation: { warning: 60, critical: 80, bad: 'above' },
    low_confidence: { warning: 10, critical: 20, bad: 'above' },
    cost: { warning: 1, critical: 2, bad: 'above' },
    health: { warning: 80, critical: 70, bad: 'below' },
  },
  vipBounds: { effectiveness: 1, low_confidence: 1 },
  slos: [
    {
      id: 'delivered',
      title: 'Delivered',
      why: 'A letter arrives.',
      objectiveRatio: 0.999,
      bad: 'lost_total',
      all: 'letters_total',
    },
  ],
};

/** Two promises and a rate of its own would say nothing more: it has the engine's gates. */
export const MADE_UP: RuleSource = {
  service: defineService({
    id: 'post-office',
    title: 'a post office',
    routes: { send: { method: 'POST', path: '/letters', timeoutMs: 1_000 } },
    variants: { all: { why: 'any user', weight: 1 } },
    journeys: {
      send: {
        why: 'a user who sends a letter',
        weight: 1,
        steps: [{ id: 'send', route: 'send', upstream: 'none' }],
      },
    },
    flags: {},
    judge: () => ({ broken: [], flags: [] }),
    promises: [],
    rates: [],
    recognition: { route: 'send', fits: () => true },
  }),
  monitored: MONITORED,
  hasProbe: false,
};
