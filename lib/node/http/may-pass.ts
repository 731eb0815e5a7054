// Whether it is worth asking again.

/**
 * True where the same call may get through later: nobody answered, too many asked at once, or the other side was in trouble.
 * @param status of HTTP; 0 where nothing was answered
 */
export const mayPass = (status: number): boolean => status === 0 || status === 429 || status >= 500;
