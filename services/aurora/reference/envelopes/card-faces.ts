// What ChatCards v1 shows of a card before it is opened: the type it goes by there, its place, and its title.
import type { Lang } from './turn.ts';

/** The face of a card; `priority` 1 comes first. */
export type CardFace = {
  readonly type: string;
  readonly priority: 1 | 2 | 3;
  readonly title: Readonly<Record<Lang, string>>;
};

const FACES: Readonly<Record<string, CardFace>> = {
  recommendations: {
    type: 'recommendations',
    priority: 1,
    title: { EN: 'Picked for you', CN: '为你挑选' },
  },
  confidence_notice: {
    type: 'confidence_notice',
    priority: 2,
    title: { EN: 'How sure this is', CN: '可信程度说明' },
  },
  ingredient_plan: {
    type: 'routine',
    priority: 3,
    title: { EN: 'Your ingredient plan', CN: '你的成分方案' },
  },
  diagnosis_gate: {
    type: 'diagnosis_gate',
    priority: 1,
    title: { EN: 'Four questions first', CN: '先回答四个问题' },
  },
  env_stress: { type: 'travel', priority: 1, title: { EN: 'Weather and travel', CN: '天气与出行' } },
  gate_notice: { type: 'gate_notice', priority: 2, title: { EN: 'One thing first', CN: '先说明一点' } },
  error: { type: 'nudge', priority: 3, title: { EN: 'This did not work', CN: '这次没有成功' } },
};

const OTHER: CardFace = { type: 'nudge', priority: 3, title: { EN: 'Good to know', CN: '供你参考' } };

/** The face of a card by the type the service gave it; cards without one of their own are nudges. */
export function findCardFace(type: string): CardFace {
  return FACES[type] ?? OTHER;
}
