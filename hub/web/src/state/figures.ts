// Rates and standings of targets.
export function percent_text(rate: string | null | undefined): string {
  return rate === null || rate === undefined || rate === '' ? '' : `${rate}%`
}

// The length of a bar of 0 to 100; more than all of it is all of it.
export function bar_width(rate: string | null | undefined): number {
  const value = Number(rate)
  return rate && Number.isFinite(value) ? Math.max(0, Math.min(100, value)) : 0
}

const GOOD = new Set(['met', 'over', 'exceeded'])
const BAD = new Set(['behind', 'not_done', 'late', 'not_reported'])

export function standing_class(standing: string): string {
  return GOOD.has(standing) ? 'good' : BAD.has(standing) ? 'bad' : ''
}

// A sign beside the word, so that colour is not alone.
export function standing_sign(standing: string): string {
  return GOOD.has(standing) ? '✓' : BAD.has(standing) ? '!' : ''
}

export function years_around(now: number): string[] {
  return Array.from({ length: 16 }, (_, nth) => String(now + 1 - nth))
}
