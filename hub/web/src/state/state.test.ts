import { describe, expect, it } from 'vitest'
import type { Conflict } from '@shared/conflicts'
import type { Form } from '@shared/forms'
import type { ComparedGroup, Comparison, Device, Standing } from '@/types'
import { text_in, with_part } from './address'
import { first_after, PAGE } from './audit'
import { choices_for, equal_to, like } from './batch'
import { in_fours } from './codes'
import { column_key, shown_rows } from './publication'
import { devices_in, is_silent } from './devices'
import { choices_at_first, fields_to_take } from './duplicates'
import { bar_width, percent_text, standing_class, standing_sign, years_around } from './figures'
import { ways_for } from './menu'
import { is_late, shade, share, tile_value } from './overview'
import { fit_together } from './roles'
import { where_of } from './register'
import { county_code, tile_places } from './units'

const NOW = Date.parse('2016-12-31T08:00:00Z')
const side = (value: unknown) => ({ value, author: null, org: null, time: null })
const conflict = (id: string, more: Partial<Conflict> = {}): Conflict => ({
  id, record: id, form: 'household', org: null, kind: 'review', state: 'open', field: 'opinion', base: side('old'), current: side('A'), incoming: side('B'), ...more,
})
const standing = (more: Partial<Standing>): Standing => ({
  code: '330106000000', name: '西湖区', level: 'county', records: {}, total: 0, devices: 0, last_contact: null, waiting: 0, held: 0, quarantined: 0, conflicts: 0,
  covered: 0, units: 10, ...more,
})

describe('the same choice for several', () => {
  const first = conflict('1')
  const list = [first, conflict('2'), conflict('3', { incoming: side('C') }), conflict('4', { field: 'phone' }), conflict('5', { form: 'member' }), conflict('6', { closed: 'approved' })]
  it('is offered for open ones of the same form and field', () => {
    expect(like(first, list, 'incoming').map((one) => one.id)).toEqual(['2', '3'])
  })
  it('is offered for nobody where somebody types a value, or nothing is chosen', () => {
    expect(like(first, list, 'value')).toEqual([])
    expect(like(first, list, '')).toEqual([])
  })
  it('is not offered for conflicts that have not that side', () => {
    expect(like(first, [first, conflict('7', { base: null })], 'base')).toEqual([])
  })
  it('tells those whose values are the same apart', () => {
    expect(equal_to(first, like(first, list, 'current')).map((one) => one.id)).toEqual(['2'])
  })
  it('is sent as one choice for each', () => {
    expect(choices_for(first, [list[1]], 'base', '')).toEqual([{ id: '1', keep: 'base' }, { id: '2', keep: 'base' }])
    expect(choices_for(first, [list[1]], 'value', 'x')).toEqual([{ id: '1', keep: 'value', value: 'x' }])
  })
})

describe('a published table', () => {
  const row = (number: number, heading: string) => ({ number, heading, name: '', starred: false, published_rate: null, cells: [], sample: false })
  it('has a heading once for the rows that stand under it', () => {
    const rows = shown_rows([row(1, 'a'), row(2, 'b'), row(3, 'b'), row(4, 'c'), row(5, 'b')])
    expect(rows.map((one) => one.span)).toEqual([1, 2, 0, 1, 1])
    expect(shown_rows([row(1, 'a'), row(2, 'a')]).map((one) => one.span)).toEqual([2, 0])
    expect(shown_rows([])).toEqual([])
  })
  it('names its own columns as they are published', () => {
    expect(column_key('score')).toBe('publication.places.score')
    expect(column_key('累计完成')).toBe('')
  })
})

describe('what a user may', () => {
  it('is what the side bar shows', () => {
    const names = (rights: string[]) => ways_for(rights).map((way) => way.name)
    expect(names(['anybody'])).toEqual(['overview', 'devices', 'requests'])
    expect(names(['anybody', 'read_audit'])).toContain('audit')
    expect(names(['read_records', 'read_targets'])).not.toContain('users')
  })
  it('holds roles that fit together', () => {
    expect(fit_together(['bureau_reviewer', 'publisher'])).toBe(true)
    expect(fit_together(['audit_admin'])).toBe(true)
    expect(fit_together(['audit_admin', 'publisher'])).toBe(false)
    expect(fit_together([])).toBe(false)
  })
})

describe('units', () => {
  it('lie in the county of their code', () => {
    expect(county_code('330106002000')).toBe('330106000000')
  })
  it('have each a place of its own on the map, those that are not on it too', () => {
    const codes = ['330106000000', '330110000000', '330185000000', '330112000000', '990101000000']
    const places = [...tile_places(codes).values()].map((place) => `${place.column} ${place.row}`)
    expect(places).toHaveLength(codes.length)
    expect(new Set(places).size).toBe(codes.length)
  })
  it('are late once a computer of theirs was silent for a week', () => {
    expect(is_late(standing({ devices: 0 }), NOW)).toBe(false)
    expect(is_late(standing({ devices: 1 }), NOW)).toBe(true)
    expect(is_late(standing({ devices: 1, last_contact: '2016-12-30T08:00:00Z' }), NOW)).toBe(false)
    expect(is_late(standing({ devices: 1, last_contact: '2016-12-20T08:00:00Z' }), NOW)).toBe(true)
  })
  it('are the darker the more there is', () => {
    expect([0, 1, 50, 99, 100].map((value) => shade(value, 100))).toEqual([0, 1, 2, 4, 4])
    expect(shade(3, 0)).toBe(0)
    expect(tile_value(standing({ covered: 3 }), 'covered', NOW)).toBe(30)
    expect(share(null, 3)).toBeNull()
  })
})

describe('addresses', () => {
  it('hold what was filtered, and nothing that is empty', () => {
    expect(with_part({ org: '330106000000', state: 'x' }, { state: '', search: '张三' })).toEqual({ org: '330106000000', search: '张三' })
    expect(text_in({ org: ['a', 'b'] }, 'org')).toBe('')
  })
  it('ask for a state as an expression, beside the one that was typed', () => {
    const form = { workflow: { field: 'status', initial: 'draft', states: [] } } as unknown as Form
    expect(where_of(form, 'draft', '')).toBe("${status} = 'draft'")
    expect(where_of(form, "dra'ft", ' ${n} > 3 ')).toBe("(${status} = 'draft') and (${n} > 3)")
    expect(where_of(null, 'draft', '${n} > 3')).toBe('${n} > 3')
  })
})

describe('computers', () => {
  const device = (id: string, more: Partial<Device>): Device => ({ id, name: id, org: '330106002000', org_name: '', role: 'township', forms: [], revoked: false, enrolled: null, last_contact: null, ...more })
  const all = [device('a', { last_contact: '2016-12-31T07:00:00Z' }), device('b', {}), device('c', { revoked: true }), device('d', { org: '330110000000' })]
  it('are those of a county with its townships, or of one township', () => {
    expect(devices_in(all, '330106000000', '', NOW).map((one) => one.id)).toEqual(['a', 'b', 'c'])
    expect(devices_in(all, '330106002000', '', NOW)).toHaveLength(3)
    expect(devices_in(all, '330106004000', '', NOW)).toHaveLength(0)
  })
  it('are in use, silent or revoked', () => {
    expect(['used', 'silent', 'revoked'].map((state) => devices_in(all, '330106000000', state, NOW).map((one) => one.id))).toEqual([['a'], ['b'], ['c']])
    expect(is_silent(all[2], NOW)).toBe(false)
  })
})

describe('figures', () => {
  it('are bars no longer than whole, rates never capped as text', () => {
    expect([bar_width('114.13'), bar_width('50.00'), bar_width(null), bar_width('x')]).toEqual([100, 50, 0, 0])
    expect([percent_text('114.13'), percent_text(null)]).toEqual(['114.13%', ''])
  })
  it('have a sign beside their colour', () => {
    for (const standing of ['met', 'behind', 'late', 'over']) {
      expect(standing_class(standing)).not.toBe('')
      expect(standing_sign(standing)).not.toBe('')
    }
    expect(standing_sign('not_due')).toBe('')
  })
  it('are asked for by year, the next one too', () => {
    expect(years_around(2026)[0]).toBe('2027')
    expect(years_around(2026)).toContain('2016')
  })
})

describe('the log', () => {
  it('begins with its newest entries', () => {
    expect(first_after(1000)).toBe(1000 - PAGE)
    expect(first_after(3)).toBe(0)
  })
})

it('what is copied by hand is read four letters at a time', () => {
  expect(in_fours('ABCDEFGHIJ')).toBe('ABCD EFGH IJ')
  expect(in_fours('ABCD')).toBe('ABCD')
})

describe('a merge', () => {
  const group = (field: string, more: Partial<ComparedGroup> = {}): ComparedGroup => ({ fields: [field], choosable: true, in_conflict: false, same: false, take: 'kept', ...more })
  const told = {
    kept: { fields: { name: '张三', address: '西湖路', phone: null, status: 'draft' } },
    merged: { fields: { name: '张三', address: '富春路', phone: '138', status: 'returned' } },
    groups: [group('name', { same: true }), group('address'), group('phone', { take: 'merged' }), group('status', { choosable: false })],
  } as unknown as Comparison
  it('asks for nothing where what the hub does by itself was chosen', () => {
    expect(choices_at_first(told.groups)).toEqual(['kept', 'kept', 'merged', 'kept'])
    expect(fields_to_take(told, choices_at_first(told.groups))).toEqual({ take: [], leave: [] })
  })
  it('names fields that are taken and those that stay empty', () => {
    expect(fields_to_take(told, ['merged', 'merged', 'kept', 'merged'])).toEqual({ take: ['address'], leave: ['phone'] })
  })
  it('leaves out what is in conflict', () => {
    const open = { ...told, groups: [group('address', { in_conflict: true })] }
    expect(fields_to_take(open, ['merged'])).toEqual({ take: [], leave: [] })
  })
})
