import { describe, expect, it } from 'vitest'
import type { Field, Form } from '@shared/forms'
import { blocks_of, changed_values, entered_fields, local_fault, shown_values, tidied } from './entry_values'

const field = (name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
  number: 1, name, type, label: { zh: name, en: name }, ...more,
})
const form: Form = {
  form: 'household', version: 1, label: { zh: '家庭', en: 'Household' }, department: '', match_key: [],
  workflow: { field: 'status', initial: 'draft', states: [] },
  fields: [
    field('householder', 'text'),
    field('bank', 'text', { merge_group: 'bank' }),
    field('cause', 'select_multiple'),
    field('account', 'text', { merge_group: 'bank' }),
    field('old', 'text', { retired: true }),
    field('status', 'select_one'),
    field('scan', 'file'),
    field('return_reason', 'text', { read_only: true }),
  ],
}

describe('a form that is filled in', () => {
  it('asks neither for retired fields nor for the status nor for what the system fills in', () => {
    expect(entered_fields(form).map((one) => one.name)).toEqual(['householder', 'bank', 'cause', 'account', 'scan'])
  })
  it('sends what was changed and nothing else', () => {
    const shown = shown_values(form, { householder: '张三', cause: ['illness', 'study'], bank: null })
    expect(changed_values(shown, { ...shown })).toEqual({})
    expect(changed_values(shown, { ...shown, cause: ['study', 'illness'] })).toEqual({})
    expect(changed_values(shown, { ...shown, householder: '李四', bank: '' })).toEqual({ householder: '李四' })
  })
  it('sends an emptied field as empty', () => {
    const shown = shown_values(form, { householder: '张三' })
    expect(changed_values(shown, { ...shown, householder: '' })).toEqual({ householder: '' })
  })
  it('never sends a mask back as a value', () => {
    const shown = { phone: '138****5678' }
    expect(changed_values(shown, { phone: '138****5678' })).toEqual({})
    expect(changed_values(shown, { phone: '13800000001' })).toEqual({ phone: '13800000001' })
  })
  it('keeps fields that merge as one together, where the first of them stands', () => {
    expect(blocks_of(form).map((block) => block.fields.map((one) => one.name))).toEqual([
      ['householder'], ['bank', 'account'], ['cause', 'scan'],
    ])
  })
})

describe('what can be said at once', () => {
  it('knows days, whole numbers and decimals', () => {
    expect(local_fault(field('a', 'date'), '2016-02-30')).toBe('date')
    expect(local_fault(field('a', 'date'), '2016年3月1日')).toBeNull()
    expect(local_fault(field('a', 'integer'), '1.5')).toBe('integer')
    expect(local_fault(field('a', 'decimal', { places: 2 }), '1.555')).toBe('decimal')
    expect(local_fault(field('a', 'decimal', { places: 2 }), '1,234.5')).toBeNull()
    expect(local_fault(field('a', 'text', { max_length: 2 }), '张三丰')).toBe('long')
  })
  it('counts characters outside of the basic plane as one', () => {
    expect(local_fault(field('a', 'text', { max_length: 2 }), '𠮷田')).toBeNull()
  })
  it('has nothing against empty fields and masks', () => {
    expect(local_fault(field('a', 'date'), '')).toBeNull()
    expect(local_fault(field('a', 'date'), '19**')).toBeNull()
  })
  it('writes a thing in one way once the field was left', () => {
    expect(tidied(field('a', 'date'), '20160301')).toBe('2016-03-01')
    expect(tidied(field('a', 'integer'), '１，２３４')).toBe('1234')
    expect(tidied(field('a', 'id_number'), '1101 0519 4912 3100 2x')).toBe('11010519491231002X')
    expect(tidied(field('a', 'text'), ' 张三 ')).toBe('张三')
    expect(tidied(field('a', 'date'), 'soon')).toBe('soon')
  })
})
