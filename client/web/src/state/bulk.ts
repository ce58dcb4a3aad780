// One step on many records: what is asked for, how it goes on, what came of it.
import { ApiFault, post } from '@shared/api'
import type { Form } from '@shared/forms'
import { body_of, type Returning } from '@/state/returning'

export const AT_ONCE = 20

export interface BulkRecord {
  id: string
  seen: string
  title: string
  org_name: string
  message?: string
}

export interface BulkPreview {
  found: number
  more: boolean
  clean: BulkRecord[]
  left_out: { why: string; count: number; records: BulkRecord[] }[]
}

export interface BulkResult extends BulkRecord {
  done: boolean
  sequence?: number
  why?: string
  message?: string
}

// States that an office of this role may lead records to, from the one that is chosen or from any.
export function bulk_steps(form: Form, role: string | undefined, from: string): string[] {
  const found = (form.transitions ?? []).filter((step) => (!from || step.from === from) && role && step.roles.includes(role))
  return [...new Set(found.map((step) => step.to))]
}

export function left_out_count(preview: BulkPreview): number {
  return preview.left_out.reduce((sum, one) => sum + one.count, 0)
}

export interface Bulk {
  form: string
  state: string
  reason: string
  returning: Returning | null // of a return
  records: BulkRecord[]
}

// A few records a request. Ends early where `stop` says so, and with the fault that ended it; what was done is told
// either way.
export async function take_bulk(bulk: Bulk, stop: () => boolean, told: (results: BulkResult[]) => void): Promise<ApiFault | null> {
  const more = bulk.returning ? body_of(bulk.returning) : { reason: bulk.reason.trim() || undefined }
  for (let at = 0; at < bulk.records.length && !stop(); at += AT_ONCE) {
    const now = bulk.records.slice(at, at + AT_ONCE)
    try {
      const { results } = await post<{ results: { id: string; done: boolean; sequence?: number; why?: string; message?: string }[] }>(`bulk/${bulk.form}`, {
        state: bulk.state, ...more, records: now.map(({ id, seen }) => ({ id, seen })),
      })
      told(results.map((one) => ({ ...now.find((record) => record.id === one.id)!, ...one })))
    } catch (fault) {
      if (!(fault instanceof ApiFault)) throw fault
      return fault
    }
  }
  return null
}

export interface Answer {
  kind: string
  reason: string
}

const MOST_PAGES = 30

// The hub's answers to these own edits, by number, from the list of receipts, newest first. What is merged as it is
// does not stand there.
export async function answers_to(
  wanted: number[],
  page: (after?: string) => Promise<{ receipts: { sequence: number; kind: string; reason?: string }[]; next: string | null }>,
): Promise<Map<number, Answer>> {
  const found = new Map<number, Answer>()
  if (wanted.length === 0) return found
  const first = Math.min(...wanted)
  let after: string | undefined
  for (let pages = 0; ; pages += 1) {
    if (pages === MOST_PAGES) return found
    const { receipts, next } = await page(after)
    for (const one of receipts) found.set(one.sequence, { kind: one.kind, reason: one.reason ?? '' })
    if (!next || receipts.some((one) => one.sequence < first)) break
    after = next
  }
  return new Map(wanted.map((sequence) => [sequence, found.get(sequence) ?? { kind: 'merged', reason: '' }]))
}
