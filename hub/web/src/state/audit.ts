// The log is told from a number on: so many before its end are the newest.
export const PAGE = 100

export function first_after(last: number): number {
  return Math.max(0, last - PAGE)
}
