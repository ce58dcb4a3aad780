// What is published, prepared for showing: rows that stand under one heading, and names of what differs.
import type { PublishedRow } from '@/types'

export interface ShownRow extends PublishedRow {
  // How many rows the heading's cell spans; 0: it stands above already.
  span: number
}

export function shown_rows(rows: PublishedRow[]): ShownRow[] {
  return rows.map((row, at) => {
    if (at > 0 && rows[at - 1].heading === row.heading) return { ...row, span: 0 }
    const next = rows.findIndex((other, place) => place > at && other.heading !== row.heading)
    return { ...row, span: (next < 0 ? rows.length : next) - at }
  })
}

const NAMED = ['rank', 'score', 'base', 'bonus', 'deduction', 'reported', 'as_of', 'title', 'notice', 'whole', 'due', 'scoring', 'other']

// The key of a difference's column in the texts; '' where it is the table's own head.
export const column_key = (column: string) => (NAMED.includes(column) ? `publication.places.${column}` : '')
