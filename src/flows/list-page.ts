const LARGEST_PAGE = 60;

/** How many items the `Limit` or `MaxResults` of a list asks for: none, and one of 0, mean the most. */
export const pageSize = (limit: number | undefined): number => limit || LARGEST_PAGE;

/** The first `size` of what was found, and the last of them where more was found. */
export function pageOf<T>(found: readonly T[], size: number): { page: readonly T[]; end: T | undefined } {
  const page = found.slice(0, size);
  return { page, end: found.length > size ? page.at(-1) : undefined };
}
