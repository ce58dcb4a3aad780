// The order of the work list: what others wait for comes first.
import { WORK_KINDS, type Work, type WorkKind, type WorkRow } from '@/types'

export interface WorkGroup {
  kind: WorkKind
  rows: WorkRow[]
  count: number
}

export function work_groups(work: Work): WorkGroup[] {
  return WORK_KINDS.map((kind) => ({
    kind,
    rows: work[kind] ?? [],
    count: Math.max(work.counts?.[kind] ?? 0, work[kind]?.length ?? 0),
  }))
}

// Where a row of the work list leads.
export function place_of(kind: WorkKind, row: WorkRow): string {
  if (kind === 'conflicts' && row.conflict) return `/conflicts?at=${encodeURIComponent(row.conflict)}`
  if (row.draft) return row.record ? `/records/${row.record}/edit` : `/forms/${row.form}/new?draft=${encodeURIComponent(row.draft)}`
  return `/records/${row.record}`
}
