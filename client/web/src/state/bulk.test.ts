import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Form } from '@shared/forms'
import { answers_to, AT_ONCE, bulk_steps, left_out_count, take_bulk, type BulkRecord, type BulkResult } from '@/state/bulk'

const form = {
  form: 'f', version: 1, fields: [],
  transitions: [
    { from: 'announced', to: 'receiving', roles: ['county'] },
    { from: 'announced', to: 'returned', roles: ['township', 'county'] },
    { from: 'accepted', to: 'returned', roles: ['township', 'county'] },
    { from: 'draft', to: 'accepted', roles: ['township'] },
  ],
} as unknown as Form
const records = (count: number): BulkRecord[] => Array.from({ length: count }, (_, at) => ({ id: String(at), seen: '1', title: `t${at}`, org_name: '' }))
const bulk = (count: number) => ({ form: 'f', state: 'receiving', reason: ' ok ', returning: null, records: records(count) })

function server(answer: (body: { records: { id: string }[] }) => Response) {
  const asked: unknown[] = []
  vi.stubGlobal('fetch', async (_: string, options: RequestInit) => {
    const body = JSON.parse(String(options.body))
    asked.push(body)
    return answer(body)
  })
  return asked as { records: { id: string }[]; reason?: string }[]
}
const done = (body: { records: { id: string }[] }) => Response.json({ results: body.records.map(({ id }) => ({ id, done: true })) })

afterEach(() => vi.unstubAllGlobals())

describe('a step on many records', () => {
  it('is offered as the role may take it, from the chosen state', () => {
    expect(bulk_steps(form, 'county', 'announced')).toEqual(['receiving', 'returned'])
    expect(bulk_steps(form, 'county', '')).toEqual(['receiving', 'returned'])
    expect(bulk_steps(form, 'township', 'announced')).toEqual(['returned'])
    expect(bulk_steps(form, 'county', 'draft')).toEqual([])
  })
  it('goes a few records at a time and tells each', async () => {
    const asked = server(done)
    const told: BulkResult[] = []
    expect(await take_bulk(bulk(AT_ONCE + 3), () => false, (results) => told.push(...results))).toBeNull()
    expect(asked.map((one) => one.records.length)).toEqual([AT_ONCE, 3])
    expect(asked[0].reason).toBe('ok')
    expect(told.length).toBe(AT_ONCE + 3)
    expect(told[0]).toMatchObject({ id: '0', title: 't0', done: true })
  })
  it('stops when it is told to, after what is under way', async () => {
    const asked = server(done)
    let stopped = false
    await take_bulk(bulk(AT_ONCE * 3), () => stopped, () => (stopped = true))
    expect(asked.length).toBe(1)
  })
  it('says what ended it early', async () => {
    server(() => Response.json({ error: 'clerks.locked', message: 'locked' }, { status: 423 }))
    const fault = await take_bulk(bulk(1), () => false, () => undefined)
    expect(fault?.message).toBe('locked')
  })
  it('takes for merged what the receipts do not name, once all that may be named was read', async () => {
    const pages = [
      { receipts: [{ sequence: 9, kind: 'pending' }, { sequence: 8, kind: 'refused', reason: 'no' }], next: '8' },
      { receipts: [{ sequence: 3, kind: 'overwritten' }], next: '3' },
    ]
    let asked = 0
    const answers = await answers_to([7, 8, 9], async () => pages[asked++])
    expect(asked).toBe(2)
    expect([...answers].map(([sequence, one]) => [sequence, one.kind])).toEqual([[7, 'merged'], [8, 'refused'], [9, 'pending']])
    expect((await answers_to([], async () => pages[0])).size).toBe(0)
  })
  it('counts what is left out', () => {
    expect(left_out_count({ found: 5, more: false, clean: [], left_out: [{ why: 'warning', count: 2, records: [] }, { why: 'step', count: 1, records: [] }] })).toBe(3)
  })
})
