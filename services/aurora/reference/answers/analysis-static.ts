// Most of an analysis is the same for everybody: six bodies, built once at start to keep an answer cheap.
import type { Lang } from '../envelopes/turn.ts';
import { ANALYSIS_TEXTS, type Basis } from './analysis-texts.ts';

const LANGS: readonly Lang[] = ['EN', 'CN'];
const BASES: readonly Basis[] = ['photo', 'answers', 'retake'];

function createStaticAnalysis(lang: Lang, basis: Basis): Record<string, unknown> {
  const texts = ANALYSIS_TEXTS[lang];
  const steps = texts.steps.map(({ what, why, stop }, index) => ({
    what,
    why,
    when_to_stop: stop,
    priority: index === 0 ? 'P0' : 'P1',
    linked_issue_types: [basis],
    linked_finding_ids: [],
  }));
  const metrics = ['redness', 'new_bumps', 'tightness', 'shine'];
  return {
    strategy: texts.strategy[basis],
    needs_risk_check: false,
    photo_findings:
      basis === 'photo'
        ? texts.observations.photo.map((observation, index) => ({
            finding_id: `f_${index}`,
            observation,
            severity: 1,
          }))
        : [],
    plan: {
      today: { am_steps: steps.slice(2, 3), pm_steps: steps.slice(1, 2), pause_now: steps.slice(0, 1) },
      next_7_days: { rules: texts.rules, steps },
      tracking: {
        checkboxes: metrics.map((metric) => ({ metric, options: ['down', 'same', 'up'] })),
        retake_prompt: texts.retakeGuide[0],
        retake_after_days: 7,
      },
    },
    next_action_card: {
      retake_guide: texts.retakeGuide,
      meanwhile_plan: texts.steps.map(({ what }) => what),
      ask_3_questions: texts.questions,
    },
    photo_notice: basis === 'photo' ? null : texts.photoNotice,
    ask_3_questions: texts.questions,
    retake_guide: texts.retakeGuide,
  };
}

/** The part of an analysis that is the same for everybody, by `<lang>.<basis>`. */
export const STATIC_ANALYSIS = new Map(
  LANGS.flatMap((lang) =>
    BASES.map((basis) => [`${lang}.${basis}`, createStaticAnalysis(lang, basis)] as const),
  ),
);
