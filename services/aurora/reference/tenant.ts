// Whose customer a call is of, as a label of the metrics: a name of ours, in a header that may be left out.

/** The header that names the tenant, in lower case. */
export const TENANT_HEADER = 'x-aurora-tenant';

/** Who calls without the header. */
export const DIRECT = 'direct';
/** Whoever gives no usable name, and whoever comes when there are names enough. */
export const OTHER = 'other';

const NAME = /^[\w-]{1,40}$/;
/** Each name costs some 25 series; a caller who makes up a name for each call must not fill the memory. */
const MAX_NAMES = 200;

/**
 * Makes the function that tells the tenant of a header's value. It knows up to 200 names, `direct` and `other` not counted.
 * @param onNew told each tenant once, before its first event
 */
export function createTenants(onNew: (tenant: string) => void): (header: string | undefined) => string {
  const known = new Set([DIRECT, OTHER]);
  for (const tenant of known) onNew(tenant);
  const most = MAX_NAMES + known.size;
  return (header) => {
    const name = header?.trim() ?? '';
    if (name === '') return DIRECT;
    if (known.has(name)) return name;
    if (!NAME.test(name) || known.size >= most) return OTHER;
    known.add(name);
    onNew(name);
    return name;
  };
}
