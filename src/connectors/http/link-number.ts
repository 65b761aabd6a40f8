/**
 * The number in a link to the next page. Nothing else of it is used: a token goes to no address that an
 * answer names.
 *
 * @param parameter its name in the query
 * @returns 0 where there is none
 */
export function linkNumber(link: string, parameter: string): number {
  const value = URL.parse(link, 'https://api.example')?.searchParams.get(parameter) ?? '';
  return /^\d{1,9}$/.test(value) ? Number(value) : 0;
}
