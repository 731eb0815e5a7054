// What a chat message wants: decided from its words and its chip, before anything is looked up.

/** What a message asks for. */
export type ChatIntent = 'red_flag' | 'reco_products' | 'small_talk' | 'empty';

// A false alarm costs one blocked list, a miss may cost a face: negations ("no bleeding") are not spared.
const RED_FLAG_EN =
  /\b(?:severe pain|unbearable pain|oozing|pus|bleed(?:s|ing)?|infect(?:ed|ion)|open wounds?|ulcer(?:s|ated)?|high fever|face (?:is )?swollen|trouble breathing|can(?:'|no)t breathe)\b/gi;
const RED_FLAG_CN = /剧痛|剧烈疼痛|化脓|流脓|出血|流血|溃烂|感染|高烧|高热|呼吸困难|严重肿胀/g;
const RECO_EN = /\b(recommend(?:s|ed|ing|ations?)?|products?|what should i (?:buy|use))\b/i;
const RECO_CN = /推荐|产品|买什么|用什么/;

/** The chip that starts recommendations. */
export const RECO_CHIP_ID = 'chip.start.reco_products';

/** The words of a message that are medical red flags, in either language, each once. */
export function listRedFlags(message: string): readonly string[] {
  const found = [RED_FLAG_EN, RED_FLAG_CN].flatMap((words) => message.match(words) ?? []);
  return [...new Set(found.map((words) => words.toLowerCase()))];
}

/** Decides what a message wants; a red flag outranks the chip it came with. */
export function decideChatIntent(message: string, actionId: string | null): ChatIntent {
  if (listRedFlags(message).length > 0) return 'red_flag';
  if (actionId === RECO_CHIP_ID || RECO_EN.test(message) || RECO_CN.test(message)) return 'reco_products';
  return message.trim() === '' ? 'empty' : 'small_talk';
}
