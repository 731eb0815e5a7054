// The contracts that the newer releases have of their own.

export const CONTRACTS = {
  analysis_skin: 'analysis-skin.chatcards-v1',
  chat: 'chat.chatcards-v1',
} as const;
