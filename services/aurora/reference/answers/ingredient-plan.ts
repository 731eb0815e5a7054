// The ingredient plan: which ingredients suit, how strong the plan may be, and what it leaves out.
// Built once per confidence level; only ids and times are fresh in an answer.
import { type Caller, type Card, type Confidence, createCard } from '../envelopes/turn.ts';

/** How strong a plan may be; it follows the confidence. */
export type Intensity = 'gentle' | 'balanced' | 'active';

type Target = {
  readonly ingredient_id: string;
  readonly role: 'hero' | 'support';
  readonly priority: number;
  readonly usage_guidance: readonly string[];
  readonly rule: string;
};

const INTENSITY = { low: 'gentle', medium: 'balanced', high: 'active' } as const satisfies Record<
  Confidence['level'],
  Intensity
>;

const GENTLE: readonly Target[] = [
  {
    ingredient_id: 'ceramide_np',
    role: 'hero',
    priority: 88,
    usage_guidance: ['Morning and evening, after serums', 'A pea-sized amount is enough'],
    rule: 'RULE_REPAIR',
  },
  {
    ingredient_id: 'panthenol',
    role: 'support',
    priority: 80,
    usage_guidance: ['Whenever the skin feels tight', 'Goes with everything else'],
    rule: 'RULE_SOOTHE',
  },
  {
    ingredient_id: 'sunscreen_filters',
    role: 'hero',
    priority: 78,
    usage_guidance: ['Last step of the morning', 'Again after two hours outside'],
    rule: 'RULE_PROTECT',
  },
  {
    ingredient_id: 'glycerin',
    role: 'support',
    priority: 61,
    usage_guidance: ['On damp skin', 'Below the cream'],
    rule: 'RULE_WATER',
  },
];

const BALANCED: readonly Target[] = [
  {
    ingredient_id: 'sunscreen_filters',
    role: 'hero',
    priority: 76,
    usage_guidance: ['Last step of the morning', 'Again after two hours outside'],
    rule: 'RULE_PROTECT',
  },
  {
    ingredient_id: 'niacinamide',
    role: 'hero',
    priority: 70,
    usage_guidance: ['In the morning, below the cream', 'From two percent upwards'],
    rule: 'RULE_SHINE',
  },
  {
    ingredient_id: 'ceramide_np',
    role: 'support',
    priority: 66,
    usage_guidance: ['Every evening', 'A second layer on dry days'],
    rule: 'RULE_REPAIR',
  },
  {
    ingredient_id: 'hyaluronic_acid',
    role: 'support',
    priority: 58,
    usage_guidance: ['On damp skin', 'Close it in with cream'],
    rule: 'RULE_WATER',
  },
  {
    ingredient_id: 'zinc_pca',
    role: 'support',
    priority: 52,
    usage_guidance: ['On oily areas only', 'In the morning'],
    rule: 'RULE_SHINE',
  },
  {
    ingredient_id: 'azelaic_acid',
    role: 'support',
    priority: 44,
    usage_guidance: ['Every other evening', 'Thinly, on marks'],
    rule: 'RULE_MARKS',
  },
];

const ACTIVE: readonly Target[] = [
  ...BALANCED,
  {
    ingredient_id: 'retinol',
    role: 'hero',
    priority: 42,
    usage_guidance: ['Two evenings a week', 'Never on the evening of an acid'],
    rule: 'RULE_TEXTURE',
  },
];

function toTarget({ rule, ...target }: Target, score: number): Record<string, unknown> {
  return {
    ...target,
    confidence: { score, level: score > 0.75 ? 'high' : 'medium', rationale: [rule] },
    evidence: [
      { source: 'rule', supports: ['ingredient_targets'], ref: { type: 'rule_id', id: rule }, weight: 0.9 },
      {
        source: 'profile',
        supports: ['ingredient_targets'],
        ref: { type: 'profile_field', id: 'goals' },
        weight: 0.75,
      },
    ],
  };
}

/** The body of a plan without its id and time. */
export type PlanBody = Readonly<Record<string, unknown>>;

function createPlanBody(confidence: Confidence): PlanBody {
  const targets = { low: GENTLE, medium: BALANCED, high: ACTIVE }[confidence.level];
  return {
    intensity: INTENSITY[confidence.level],
    targets: targets.map((target) => toTarget(target, confidence.level === 'low' ? 0.66 : 0.78)),
    avoid:
      confidence.level === 'low'
        ? ['retinol', 'glycolic_acid', 'salicylic_acid'].map((ingredient_id) => ({
            ingredient_id,
            reason: ['Too strong while so little is known.'],
            severity: 'avoid',
            evidence: [
              {
                source: 'rule',
                supports: ['avoid'],
                ref: { type: 'rule_id', id: 'RULE_CAUTION' },
                weight: 0.9,
              },
            ],
          }))
        : [],
    conflicts: [
      {
        id: 'RULE_STACKING',
        description: 'One strong step per evening is enough; two together irritate.',
        evidence: [
          {
            source: 'rule',
            supports: ['conflicts'],
            ref: { type: 'rule_id', id: 'RULE_STACKING' },
            weight: 0.9,
          },
        ],
      },
    ],
    confidence,
  };
}

/** The confidences an analysis can end with: photo used, answers only, photo asked for and not usable. */
export const CONFIDENCE = {
  high: { score: 0.86, level: 'high', rationale: ['photo_used', 'profile_known'] },
  medium: { score: 0.75, level: 'medium', rationale: ['photo_skipped', 'profile_known'] },
  low: { score: 0.54, level: 'low', rationale: ['photo_requested_but_not_used'] },
} as const satisfies Record<Confidence['level'], Confidence>;

const PLANS: Readonly<Record<Confidence['level'], PlanBody>> = {
  low: createPlanBody(CONFIDENCE.low),
  medium: createPlanBody(CONFIDENCE.medium),
  high: createPlanBody(CONFIDENCE.high),
};

/** The plan for a confidence level, with an id and a time of this call. */
export function createPlan(caller: Caller, level: Confidence['level']): PlanBody {
  return {
    plan_id: `ip_${caller.requestId}`,
    created_at: new Date(caller.nowMs).toISOString(),
    ...PLANS[level],
  };
}

/** The `ingredient_plan` card; the wire repeats the plan's parts beside the plan. */
export function createPlanCard(level: Confidence['level'], plan: PlanBody): Card {
  return createCard('ing_plan', 'ingredient_plan', { plan, ...PLANS[level] });
}
