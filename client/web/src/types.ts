// What the local server tells; client/local/openapi.yaml is the contract.
import type { FaultLine } from '@shared/api'
import type { Conflict } from '@shared/conflicts'
import type { FieldFault, Form, Value, Values } from '@shared/forms'
import type { Label } from '@shared/i18n'

export type { Conflict, Side } from '@shared/conflicts'

export interface Unit {
  code: string
  name: string
  level: 'city' | 'county' | 'township' | 'village'
  parent: string | null
  children?: boolean
}

export interface Session {
  users: boolean
  unlocked: boolean
  user: string | null
  display: string | null
  admin: boolean
  lock_after_minutes: number
  names?: { name: string; display: string }[]
  org?: Unit
  role?: string
  version?: string
}

export interface OfficeStatus {
  device: string
  org: string
  role: string
  hub: string
  records: number
  outbox: number
  waiting: number
  refused: number
  files: { waiting: number; bytes: number }
  held: number
  received: number
  backed_up: number
  conflicts: number
  overwritten: number
  set_aside: number
  rescued: number
  last_sync: string | null
  complete: boolean
  bytes_sent: number
  bytes_received: number
}

export interface SyncStatus {
  state: 'idle' | 'running' | 'paused' | 'waiting'
  line: 'unknown' | 'up' | 'down' | 'busy'
  started_ms: number | null
  finished_ms: number | null
  edits_sent: number
  edits_left: number
  records_pulled: number
  changes: number
  bytes_sent: number
  bytes_received: number
  rate: number
  seconds_left: number | null
  next_ms: number | null
  window: string
  opens_ms: number | null
  fault: { error: string; message: string } | null
  last: { pushed: number; pulled: number; complete: boolean } | null
}

export interface FormName {
  form: string
  version: number
  label: Label
  department: string
  urgent?: boolean
  reference_data?: boolean
  may_write?: boolean
}

export type MarkName = 'pending' | 'waiting' | 'refused' | 'held' | 'quarantined' | 'conflict' | 'warning'

export interface Row {
  id: string
  form: string
  org: string | null
  org_name?: string
  state: string | null
  version: number
  fields: Values
  marks?: MarkName[]
}

export interface RecordPage {
  records: Row[]
  next: string | null
  total?: number | null
  index?: { complete: boolean; indexed: number }
}

export interface Receipt {
  sequence: number
  record: string
  form: string
  time: string
  kind: string
  text?: string
  reason?: string
  field?: string
  values?: Values
  title?: string
}

export interface HistoryEdit {
  values: Record<string, unknown>
  author: string
  entered_by?: string | null
  org?: string | null
  org_name?: string
  device?: string
  time: string
  note?: string | null
  receipt?: string
  'replaced-by'?: number | null
  sequence?: number | null
}

export interface Children {
  form: string
  label: Label
  field: string
  records: Row[]
}

export interface HeldFile {
  name: string
  size: number
  here: boolean
  sent: 'waiting' | 'received' | null
}

export interface WholeRecord extends Row {
  displayed?: string
  labels?: Record<string, string>
  flags?: { rule: string; field: string | null; severity: 'error' | 'warning'; message: string }[]
  conflicts?: Conflict[]
  own_edits?: Receipt[]
  returned?: Returned | null
  files?: Record<string, HeldFile>
  may_write?: boolean
  why_not?: string | null
  locked_fields?: string[]
  held_fields?: string[]
  steps?: { state: string; label: Label }[]
  children?: Children[]
  history?: HistoryEdit[]
}

export interface Saved {
  id: string
  changed?: boolean
  state?: string | null
  held?: boolean
  warnings?: FieldFault[]
}

export interface Checked {
  errors: FieldFault[]
  warnings: FieldFault[]
  hidden?: string[]
  held?: boolean
  derived?: Record<string, { birthday?: string; sex?: 'male' | 'female'; area?: string | null }>
}

export interface Draft {
  key: string
  form: string
  id?: string | null
  org?: string | null
  fields: Record<string, Value>
  displayed?: string | null
  at?: string
}

export interface Returned {
  org: string
  org_name: string
  author: string
  time: string | null
  reason: string
  fields: { name: string | null; label: string }[]
  deadline: string | null
  overdue: boolean
}

export interface WorkRow {
  record: string | null
  form: string
  org: string | null
  org_name?: string
  title: string
  message: string
  when: string | null
  conflict?: string
  draft?: string
  returned?: Returned | null
}

export const WORK_KINDS = ['returned', 'refused', 'conflicts', 'warnings', 'held', 'drafts'] as const
export type WorkKind = (typeof WORK_KINDS)[number]
export type Work = Record<WorkKind, WorkRow[]> & { counts: Record<WorkKind, number> }

export interface BoardRow {
  org: string | null
  name: string
  records: number
  states: Record<string, number>
  waiting: number
  warnings: number
  conflicts: number
  newest: string | null
}

export interface Board {
  form: string | null
  forms: { form: string; label: Label }[]
  states: { name: string; label: Label; waiting: boolean }[]
  rows: BoardRow[]
  last_sync: string | null
  index?: { complete: boolean; indexed: number }
}

export interface ImportCounts {
  rows: number
  new: number
  changed: number
  same: number
  fault_count: number
  faults: FaultLine[]
  warning_count?: number
}

export interface ImportTrial extends ImportCounts {
  token: string
  columns: { header: string; field: string | null }[]
  preview: string[][]
  warnings?: FaultLine[]
}

export interface BundleResult {
  bundle: 'down' | 'up'
  pulled?: number
  outbox?: number
  outdated?: boolean
  gap?: boolean
  complete?: boolean
  receipts?: Record<string, number>
  device?: string
  parts?: number
  new?: boolean
}

export type { Form }
