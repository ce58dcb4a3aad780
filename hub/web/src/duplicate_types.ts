// What the hub tells of duplicates; hub/console/openapi.yaml is the contract.
import type { Row } from './types'

export interface DuplicateSide extends Row {
  title: string | null
  county_name: string
  deleted: boolean
}

export type PairStatus = 'open' | 'dismissed' | 'merged' | 'split'
export type MatchStrength = 'strong' | 'medium' | 'weak'

export interface Decision {
  id: string
  form: string
  kept: string
  merged: string
  status: PairStatus
  reason: string
  by: string
  time: string
  taken: number
  turned: number
}

export interface Decided extends Decision {
  kept_record: DuplicateSide | null
  merged_record: DuplicateSide | null
  came_since: boolean
}

export interface Candidate {
  form: string
  strength: MatchStrength
  reasons: string[]
  apart: 'county' | 'township' | 'none'
  a: DuplicateSide
  b: DuplicateSide
  decision: Decision | null
}

export interface CandidatePage {
  duplicates: Candidate[]
  next: string | null
  read_to: { behind: number; time: string | null }
}

export interface ComparedGroup {
  fields: string[]
  choosable: boolean
  in_conflict: boolean
  same: boolean
  take: 'kept' | 'merged'
}

export interface Comparison {
  form: string
  kept: DuplicateSide
  merged: DuplicateSide
  strength: MatchStrength | null
  reasons: string[]
  groups: ComparedGroup[]
  references: number
  blocked: { error: string; message: string } | null
  decision: Decision | null
}

export interface Parted {
  decision: Decision
  revived: boolean
  restored: number
  returned: number
  left: { form: string; record: string; field: string; why: 'changed' | 'gone' | 'closed' }[]
}
