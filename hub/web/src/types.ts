// What the hub tells its console; hub/console/openapi.yaml is the contract.
import type { Values } from '@shared/forms'
import type { Conflict, Side } from '@shared/conflicts'
import type { Label } from '@shared/i18n'

export type { Conflict, Side } from '@shared/conflicts'
export type { DuplicateSide, PairStatus, MatchStrength, Decision, Decided, Candidate, CandidatePage, ComparedGroup, Comparison, Parted } from './duplicate_types'

export interface Unit {
  code: string
  name: string
  level: 'city' | 'county' | 'township' | 'village'
  parent?: string | null
  children?: boolean
}

export interface Session {
  governed: boolean
  commands: string[]
  hub: string
  city: Unit
  user: string | null
  display: string | null
  roles: string[]
  rights: string[]
  unfinished: 'nothing' | 'password' | 'totp'
  key: string | null
}

export interface Standing {
  code: string
  name: string
  level: 'city' | 'county' | 'township'
  records: Record<string, number>
  total: number
  devices: number
  last_contact: string | null
  waiting: number
  held: number
  quarantined: number
  conflicts: number
  covered: number | null
  units: number | null
}

export interface Overview {
  under: Unit
  own: Standing
  units: Standing[]
  total: Standing
}

export interface FormName {
  form: string
  version: number
  label: Label
  department: string
}

export interface Row {
  id: string
  form: string
  org: string | null
  org_name?: string
  state: string | null
  version: number
  fields: Values
}

export interface RecordPage {
  records: Row[]
  next: string | null
  total: number | null
}

export interface Past {
  id: string
  kind: 'create' | 'change' | 'remove' | 'move'
  version: number
  values: Record<string, unknown>
  to?: string | null
  author: string
  org: string
  org_name?: string
  device: string
  time: string
  received: string
  note?: string
  receipt?: { kind: string; outcomes?: Record<string, string> }
  'replaced-by'?: Record<string, string> | null
}

// What an edit of the history said of a field.
export interface EarlierValue {
  version: number
  field: string
  label: string
  text: string
}

export interface WholeRecord extends Row {
  deleted?: boolean
  flags?: { rule: string; field: string | null; severity: 'error' | 'warning'; message: string }[]
  held?: Past[]
  conflicts?: Conflict[]
  history?: Past[]
}

export interface ConflictPage {
  conflicts: Conflict[]
  next: string | null
  total: number | null // of the first page alone
}

export interface NoticeSide extends Side {
  version: number
}

// What merging decided by itself of one field, or of fields that merge as one.
export interface NoticeLine {
  kind: 'overwritten' | 'parallel'
  field?: string
  group?: string
  kept: NoticeSide
  aside: NoticeSide | null
  now: NoticeSide
  state: 'stands' | 'put_back' | 'changed'
  returnable: boolean
}

export interface Notice {
  record: string
  form: string
  org: string
  org_name?: string
  title: string | null
  closed: string | null
  version: number
  received: string
  lines: NoticeLine[]
}

export interface NoticePage {
  notices: Notice[]
  next: string | null
  looked_back_to: string | null
}

export interface Results {
  done: number
  results: { id: string; done: boolean; error?: string; message?: string }[]
}

export interface Indicator {
  key: string
  name: string
  kind: 'at_least' | 'at_most' | 'percentage' | 'date' | 'text'
  unit: string
  target: string | null
  text_target: string
  due: string | null
  base: string | null
  weight: string
  allotments: { org: string; name: string; target: string | null; base: string | null; weight: string | null; sample: boolean }[]
}

export interface Item {
  key: string
  number: number
  heading: string
  name: string
  category: string
  starred: boolean
  text: string
  published_rate: string | null
  indicators: Indicator[]
}

export interface Book {
  name: string
  title: string
  notice: string
  sample: boolean
  scoring?: { maximum: string; bonus: string; bonus_full_at: string; deduction: string }
  items: Item[]
}

export interface Progress {
  book: string
  item: number
  heading: string
  starred: boolean
  indicator: string
  name: string
  org: string
  kind: string
  unit: string
  target: string | null
  text_target: string
  due: string | null
  value: string | null
  done: boolean | null
  done_on: string | null
  reported_as_of: string | null
  raw_rate: string | null
  due_rate: string | null
  published_rate: string | null
  expected: string | null
  standing: string
  standing_text: string
  aggregated: boolean
  counties_reported: number
  counties_asked: number
  evidence: string
  sample: boolean
}

export interface ProgressTable {
  year: number
  as_of: string
  org: string
  notices: string[]
  indicators: Progress[]
}

export interface Part {
  indicator: string
  name: string
  weight: string
  target: string | null
  value: string | null
  raw_rate: string | null
  due_rate: string | null
  points: string
  bonus: string
  deduction: string
  standing: string
  reason: string
  sample: boolean
}

export interface Score {
  book: string
  rank: number | null
  org: string
  name: string
  score: string
  base: string
  bonus: string
  deduction: string
  reported: number
  due: number
  sample: boolean
  parts: Part[]
}

export interface Ranking {
  year: number
  as_of: string
  notices: string[]
  ranking: Score[]
}

export interface Report {
  record: string
  org: string
  as_of: string
  value: string | null
  part: string | null
  done: boolean | null
  done_on: string | null
  evidence: string
  sample: boolean
}

export interface ScoreOfItem {
  year: number
  as_of: string
  org: string
  notices: string[]
  item: Item
  indicators: (Progress & { points: Part | null; counties?: Progress[]; reports: Report[] })[]
}

export interface Device {
  id: string
  name: string
  org: string
  org_name: string
  role: string
  forms: string[]
  revoked: boolean
  enrolled: string | null
  last_contact: string | null
}

export interface EnrolCode {
  code: string
  org: string
  role: string
  forms: string[]
  expires: string
}

export interface User {
  name: string
  display: string
  roles: string[]
  state: 'active' | 'first' | 'locked' | 'disabled'
  totp: boolean
  added: string | null
  last_login: string | null
  first_password?: string
}

export interface Entry {
  number: number
  time: string
  action: string
  text: string
  actor: string
  object: string
  details: string[]
  hash: string
}

export interface AuditPage {
  entries: Entry[]
  next: number | null
  last: number
}

export interface Request {
  number: number
  kind: 'restore' | 'reveal' | 'publication'
  about: string
  asked_by: string
  asked: string
  expires: string
  approved_by: string | null
  state: 'open' | 'approved' | 'done'
  may_approve: boolean
  publication?: string
}

export interface PublishedRow {
  number: number
  heading: string
  name: string
  starred: boolean
  published_rate: string | null
  cells: string[]
  sample: boolean
}

export interface PublicationContent {
  year: number
  as_of: string
  columns: string[]
  books: { name: string; title: string; notice: string; remark: string; rows: PublishedRow[]; ranking: Omit<Score, 'book' | 'parts'>[] }[]
}

export interface Difference {
  part: 'book' | 'rows' | 'ranking'
  book: string
  key: string
  name: string
  column: string
  was: string | null
  now: string | null
}

export interface Publication {
  number: string | null
  year: number
  before: { number: string; sha256: string } | null
  prepared: { by: string | null; at: string } | null
  confirmed: { by: string | null; at: string } | null
  differences: Difference[]
  content: PublicationContent
  sha256: string
  request: number | null
  asked?: Request
  outdated?: boolean
}

export interface Publications {
  publications: { number: string; year: number; as_of: string; published: string; prepared_by: string | null; confirmed_by: string | null; differences: number; sha256: string }[]
  waiting: { request: number; year: number; asked_by: string; asked: string; expires: string }[]
}
