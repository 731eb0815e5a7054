// Answers of what stands in front of a service (a firewall, a rate limit, its CDN): they say nothing about the service itself.

const FLAKES = [403, 429];
/** The error number of the service's CDN when it cannot reach the service. */
const CDN_NUMBER = /\b54113\b/;
const SEARCHED_CHARS = 65_536;

/** Whether a call was turned away as happens now and then, by its status and the text of its body. */
export function isFlake(status: number, text: string): boolean {
  return FLAKES.includes(status) || CDN_NUMBER.test(text.slice(0, SEARCHED_CHARS));
}

/** Whether a call did not get to the service: a flake, or whoever guards it wants credentials (401). */
export function isRefusedInFront(status: number, text: string): boolean {
  return status === 401 || isFlake(status, text);
}
