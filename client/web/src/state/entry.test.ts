import { effectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useApi } from '@shared/api'
import type { Form } from '@shared/forms'
import { use_entry, type Entry, type Opening } from './entry'

const label = (text: string) => ({ zh: text, en: text })
const form: Form = {
  form: 'household', version: 1, label: label('家庭'), department: '', match_key: [],
  fields: [
    { number: 1, name: 'householder', type: 'text', max_length: 50, label: label('户主'), required: true },
    { number: 2, name: 'phone', type: 'text', max_length: 30, label: label('电话'), sensitive: true },
    { number: 3, name: 'applied_on', type: 'date', label: label('申请日期') },
  ],
}
const record = { id: 'r', form: 'household', org: null, state: null, version: 1, displayed: 'T1', fields: { householder: '张三', phone: '138****0001', applied_on: null } }

// A server of a few answers, which notes what it is asked.
class Server {
  asked: { path: string; body: Record<string, unknown> }[] = []
  answers: Record<string, unknown> = { 'forms/household': form, 'record/r': record, drafts: { drafts: [] }, check: { errors: [], warnings: [] } }
  refuse: { status: number; body: unknown } | null = null

  fetch = async (url: string, options: RequestInit) => {
    const path = url.replace('/api/', '')
    if (options.method === 'POST') this.asked.push({ path, body: JSON.parse(String(options.body)) })
    if (this.refuse && options.method === 'POST' && path.startsWith('record')) {
      return new Response(JSON.stringify(this.refuse.body), { status: this.refuse.status })
    }
    return new Response(JSON.stringify(this.answers[path] ?? { id: 'r' }), { status: 200 })
  }
  of = (path: string) => this.asked.filter((one) => one.path === path).map((one) => one.body)
}

describe('filling in a form', () => {
  let server: Server
  const scope = effectScope()
  const open = async (opening: Opening): Promise<Entry> => {
    const entry = scope.run(() => use_entry(opening))!
    await entry.open()
    return entry
  }
  beforeEach(() => {
    vi.useFakeTimers()
    server = new Server()
    vi.stubGlobal('fetch', server.fetch)
    useApi({ key: () => 'k', language: () => 'zh' })
  })
  afterEach(() => void vi.useRealTimers())

  it('sends what was changed, on what was shown when it was opened', async () => {
    const entry = await open({ id: 'r' })
    entry.typed.householder = '李四'
    entry.touched()
    server.answers['record/r'] = { ...record, displayed: 'T2' } // somebody else's edit came meanwhile
    await entry.save()
    expect(server.of('record/r')).toEqual([{ fields: { householder: '李四' }, displayed: 'T1', draft: 'r' }])
  })
  it('is checked at once when what comes next hangs on it, and not again when nothing was typed', async () => {
    const entry = await open({ id: 'r' })
    await vi.advanceTimersByTimeAsync(1000)
    const before = server.of('check').length
    entry.typed.householder = '李四'
    entry.touched()
    server.answers.check = { errors: [], warnings: [], hidden: ['phone'] }
    await entry.settle()
    expect(entry.hidden.value.has('phone')).toBe(true)
    await entry.settle()
    await vi.advanceTimersByTimeAsync(1000)
    expect(server.of('check').length).toBe(before + 1)
  })
  it('keeps a draft while it is typed, under the record or a key of its own', async () => {
    const entry = await open({ form: 'household' })
    entry.typed.householder = '李四'
    entry.touched()
    await vi.advanceTimersByTimeAsync(2000)
    const [draft] = server.of('drafts')
    expect(draft).toMatchObject({ form: 'household', id: null, fields: { householder: '李四' } })
    expect(draft.key).toBe(entry.key.value)
  })
  it('goes on with a draft on what its author saw', async () => {
    server.answers.drafts = { drafts: [{ key: 'r', form: 'household', id: 'r', fields: { phone: '13900000000' }, displayed: 'T0', at: '2026-11-30T08:00:00Z' }] }
    const entry = await open({ id: 'r' })
    expect(entry.restored.value).toBe('2026-11-30T08:00:00Z')
    await entry.save()
    expect(server.of('record/r')[0]).toMatchObject({ fields: { phone: '13900000000' }, displayed: 'T0' })
  })
  it('takes a value that was shown whole for what was shown', async () => {
    const entry = await open({ id: 'r' })
    entry.unmask('phone', '13800000001')
    expect(entry.changed.value).toEqual({})
    entry.typed.phone = '13800000002'
    expect(entry.changed.value).toEqual({ phone: '13800000002' })
  })
  it('says what is wrong with a field once it was left', async () => {
    const entry = await open({ id: 'r' })
    entry.typed.applied_on = 'soon'
    expect(entry.error_of('applied_on')).toBe('')
    entry.leave('applied_on')
    expect(entry.error_of('applied_on')).toContain('2016-03-01')
  })
  it('shows a refusal at its field until that field is changed, and keeps what was typed', async () => {
    const entry = await open({ id: 'r' })
    entry.typed.householder = ''
    entry.touched()
    server.refuse = { status: 400, body: { error: 'x', message: 'm', faults: [{ field: 'householder', message: '必须填写' }, { field: '', message: '整体' }] } }
    await expect(entry.save()).rejects.toThrow()
    expect(entry.error_of('householder')).toBe('必须填写')
    expect(entry.whole_errors.value).toEqual(['整体'])
    entry.typed.householder = '王五'
    entry.touched()
    expect(entry.error_of('householder')).toBe('')
    await vi.advanceTimersByTimeAsync(2000)
    expect(server.of('drafts').pop()).toMatchObject({ fields: { householder: '王五' } })
  })
  it('forgets its draft when it is discarded', async () => {
    const entry = await open({ id: 'r' })
    entry.typed.householder = '李四'
    entry.touched()
    await entry.discard()
    await vi.advanceTimersByTimeAsync(2000)
    expect(server.of('drafts/delete')).toEqual([{ key: 'r' }])
    expect(server.of('drafts')).toEqual([])
    expect(entry.typed.householder).toBe('张三')
  })
})
