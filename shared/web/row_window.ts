// Which rows of a table of equally high rows are near what is seen.
export interface RowWindow {
  first: number
  end: number // one behind the last
}

export function row_window(scrolled: number, seen_height: number, row_height: number, count: number, spare = 12): RowWindow {
  const first = Math.max(0, Math.floor(scrolled / row_height) - spare)
  const end = Math.min(count, Math.ceil((scrolled + seen_height) / row_height) + spare)
  return { first: Math.min(first, Math.max(0, count - 1)), end: Math.max(end, 0) }
}

// Where a key leads from a row; null for keys that lead nowhere.
export function row_after_key(key: string, at: number, count: number, page: number): number | null {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -count, End: count }
  if (!(key in steps) || count === 0) return null
  return Math.min(count - 1, Math.max(0, at + steps[key]))
}
