import { describe, expect, it } from 'vitest'
import type { Form } from '@shared/forms'
import type { Conflict, FormName, ImportTrial, OfficeStatus, SyncStatus, Work } from '@/types'
import { conflict_lines, sides_of } from '@shared/conflicts'
import { by_department } from './forms'
import { free_targets, may_commit } from './import_file'
import { line_state } from './line'
import { brought_news, next_look_ms, to_send } from './office'
import { address_of, chosen_columns, read_query, read_views, with_view } from './register'
import { key_in, take_key } from './window_key'
import { place_of, work_groups } from './work'

const label = (text: string) => ({ zh: text, en: text })
const sync = (more: Partial<SyncStatus>): SyncStatus => ({
  state: 'idle', line: 'up', started_ms: null, finished_ms: null, edits_sent: 0, edits_left: 0, records_pulled: 0, changes: 0,
  bytes_sent: 0, bytes_received: 0, rate: 0, seconds_left: null, next_ms: null, window: '', opens_ms: null, fault: null, last: null, ...more,
})
const household: Form = {
  form: 'household', version: 1, label: label('家庭'), department: '', match_key: ['id_number'],
  fields: [
    { number: 1, name: 'householder', type: 'text', max_length: 50, label: label('户主') },
    { number: 2, name: 'category', type: 'select_one', label: label('类别'), options: [{ name: 'A', label: label('A类') }, { name: 'B', label: label('B类') }] },
    { number: 3, name: 'bank_name', type: 'text', label: label('银行'), merge_group: 'bank' },
    { number: 4, name: 'bank_account', type: 'text', label: label('账号'), merge_group: 'bank' },
  ],
}

describe('the key of the window', () => {
  it('is taken out of the address and kept for this window', () => {
    const kept = new Map<string, string>()
    let address = ''
    const storage = { setItem: (name: string, value: string) => kept.set(name, value) } as unknown as Storage
    const history = { replaceState: (_state: unknown, _title: string, to: string) => (address = to) } as unknown as History
    take_key({ hash: '#key=aB3-_', pathname: '/' } as Location, storage, history)
    expect([kept.get('minsync-key'), address]).toEqual(['aB3-_', '/#/work'])
  })
  it('is no address of a screen', () => {
    expect(key_in('#/work')).toBeNull()
    expect(key_in('#key=<script>')).toBeNull()
  })
})

describe('the line in one word', () => {
  it('says first that the program is gone, then what the sync does, then the line', () => {
    expect(line_state(sync({}), true)).toBe('stopped')
    expect(line_state(null, false)).toBe('unknown')
    expect(line_state(sync({ state: 'running', line: 'down' }), false)).toBe('running')
    expect(line_state(sync({ state: 'paused' }), false)).toBe('paused')
    expect(line_state(sync({ state: 'waiting', line: 'down' }), false)).toBe('down')
    expect(line_state(sync({ fault: { error: 'x', message: 'y' } }), false)).toBe('fault')
    expect(line_state(sync({}), false)).toBe('up')
  })
})

describe('looking at the office', () => {
  it('is frequent while a sync runs and rare while nobody sees the page', () => {
    expect(next_look_ms(sync({ state: 'running' }), false)).toBeLessThan(next_look_ms(sync({}), false))
    expect(next_look_ms(sync({ state: 'running' }), true)).toBeGreaterThan(next_look_ms(sync({}), false))
  })
  it('finds news when any sync since the last look brought or sent something', () => {
    expect(brought_news(null, sync({ changes: 3 }))).toBe(false)
    expect(brought_news(sync({ changes: 3 }), sync({ changes: 4, records_pulled: 0 }))).toBe(true)
    expect(brought_news(sync({ changes: 3 }), sync({ changes: 3 }))).toBe(false)
  })
  it('counts what waits for an answer as to be sent', () => {
    expect(to_send({ outbox: 2, waiting: 3 } as OfficeStatus)).toBe(5)
  })
})

describe('a register', () => {
  it('has its question in the address and reads it back', () => {
    const query = { search: '张 三', state: 'draft', org: '330106', only: '', columns: ['householder'] }
    expect(read_query(address_of(query))).toEqual(query)
    expect(address_of(read_query({}))).toEqual({})
  })
  it('shows known columns, and its own choice where none is left', () => {
    const query = read_query({ columns: 'category,gone' })
    expect(chosen_columns(household, query)).toEqual(['category'])
    expect(chosen_columns(household, read_query({ columns: 'gone' }))[0]).toBe('householder')
  })
  it('replaces a saved view of the same name, and passes by what is none', () => {
    const query = read_query({ state: 'draft' })
    const views = with_view([{ name: '甲', query }], { name: '甲', query: read_query({}) })
    expect(views).toHaveLength(1)
    expect(read_views([...views, 7, { name: 'x' }, null])).toEqual(views)
  })
})

describe('the work list', () => {
  const row = { record: 'r', form: 'household', org: null, title: '', message: '', when: null }
  const work = { returned: [row], refused: [], conflicts: [], warnings: [], held: [], drafts: [row], counts: { returned: 1, drafts: 900 } } as unknown as Work
  it('has what came back first and drafts last, with counts of what is not listed', () => {
    const groups = work_groups(work)
    expect([groups[0].kind, groups[groups.length - 1].kind, groups[groups.length - 1].count]).toEqual(['returned', 'drafts', 900])
  })
  it('leads to the place where something is to be done', () => {
    expect(place_of('conflicts', { ...row, conflict: 'r:18' })).toBe('/conflicts?at=r%3A18')
    expect(place_of('drafts', { ...row, record: null, draft: 'new:household:1' })).toBe('/forms/household/new?draft=new%3Ahousehold%3A1')
    expect(place_of('drafts', { ...row, draft: 'r' })).toBe('/records/r/edit')
    expect(place_of('returned', row)).toBe('/records/r')
  })
})

describe('conflicts', () => {
  const side = (value: unknown) => ({ value, author: null, org: null, time: null })
  it('show a group field by field and mark what differs', () => {
    const conflict = { id: 'r:3', group: 'bank', base: null, current: side({ bank_name: '甲', bank_account: '1' }), incoming: side({ bank_name: '甲', bank_account: '2' }) } as Conflict
    expect(conflict_lines(conflict, household, 'zh').map((line) => [line.field.name, line.current, line.incoming, line.differs])).toEqual([
      ['bank_name', '甲', '甲', false],
      ['bank_account', '1', '2', true],
    ])
    expect(sides_of(conflict)).toEqual(['current', 'incoming'])
  })
  it('say choices by their labels', () => {
    const conflict = { id: 'r:2', field: 'category', base: side('A'), current: side('A'), incoming: side('B') } as Conflict
    expect(conflict_lines(conflict, household, 'zh')[0]).toMatchObject({ base: 'A类', incoming: 'B类' })
    expect(sides_of(conflict)).toContain('base')
  })
})

describe('an import', () => {
  const trial = { fault_count: 0, new: 1, changed: 0 } as ImportTrial
  it('offers each field to one column', () => {
    const targets = free_targets(household, { 户主: 'householder', 类: null }, '类').map((target) => target.name)
    expect(targets).not.toContain('householder')
    expect(free_targets(household, { 户主: 'householder' }, '户主').map((target) => target.name)).toContain('householder')
  })
  it('is written only if it has no fault and something to write', () => {
    expect(may_commit(trial)).toBe(true)
    expect(may_commit({ ...trial, fault_count: 1 })).toBe(false)
    expect(may_commit({ ...trial, new: 0 })).toBe(false)
  })
})

describe('the side bar', () => {
  it('lists registers by department and leaves reference data out', () => {
    const name = (form: string, department: string, reference_data = false): FormName => ({ form, department, version: 1, label: label(form), reference_data })
    const found = by_department([name('a', 'x'), name('b', 'y'), name('c', 'x'), name('units', 'z', true)])
    expect(found.map((one) => [one.name, one.forms.map((form) => form.form)])).toEqual([['x', ['a', 'c']], ['y', ['b']]])
  })
})
