// The board of townships: which columns it has, what it adds up to, where a figure leads.
import type { Board, BoardRow } from '@/types'

// Days without a change after which a township is pointed out.
export const QUIET_DAYS = 30

// States that any township has records in, in the order of the process; those that wait for a decision always.
export function board_states(board: Board): Board['states'] {
  return board.states.filter((state) => state.waiting || board.rows.some((row) => (row.states[state.name] ?? 0) > 0))
}

export function board_total(board: Board): BoardRow {
  const total: BoardRow = { org: '', name: '', records: 0, states: {}, waiting: 0, warnings: 0, conflicts: 0, newest: null }
  for (const row of board.rows) {
    total.records += row.records
    total.waiting += row.waiting
    total.warnings += row.warnings
    total.conflicts += row.conflicts
    for (const [state, count] of Object.entries(row.states)) total.states[state] = (total.states[state] ?? 0) + count
    if (row.newest && (!total.newest || row.newest > total.newest)) total.newest = row.newest
  }
  return total
}

export function is_quiet(row: BoardRow, now: Date = new Date()): boolean {
  if (row.org === null) return false
  return !row.newest || now.getTime() - new Date(row.newest).getTime() > QUIET_DAYS * 86_400_000
}

// The register with just these records. `org` of the total is "", of records that are no township's null.
export function register_of(form: string, row: BoardRow, part: { state?: string; only?: string } = {}): string | null {
  if (row.org === null) return null
  const query = Object.entries({ org: row.org, ...part }).filter(([, value]) => value)
  const text = query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  return `/forms/${form}${text ? '?' + text : ''}`
}
