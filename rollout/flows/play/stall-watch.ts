// Whether this machine stood still while a flow was played: what came late then is not the target's fault.

const LOOK_EVERY_MS = 50;

export interface StallWatch {
  /** The longest time for which nothing of ours ran, in ms; ends the watch. */
  readonly end: () => number;
}

/** Watches from now on. */
export function startStallWatch(): StallWatch {
  let lastMs = performance.now();
  let longestMs = 0;
  const look = () => {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - lastMs - LOOK_EVERY_MS);
    lastMs = nowMs;
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    end() {
      clearInterval(timer);
      look();
      return Math.max(0, longestMs);
    },
  };
}
