// Answers of what stands in front of a service (a firewall, a rate limit, its CDN): they say nothing about the service itself.

const STATUSES = [403, 429];
/** The error number of the service's CDN when it cannot reach the service. */
const CDN_NUMBER = /\b54113\b/;
const SEARCHED_CHARS = 65_536;

/** Whether a call was refused before it reached the service, by its status and the text of its body. */
export function isRefusedInFront(status: number, text: string): boolean {
  return STATUSES.includes(status) || CDN_NUMBER.test(text.slice(0, SEARCHED_CHARS));
}
