import { describe, expect, it } from 'vitest'
import type { Form } from '@shared/forms'
import { body_of, is_whole, mendable, nothing_returned, says_what_to_mend } from '@/state/returning'

const field = (name: string, type = 'text', more = {}) => ({ number: 1, name, type, label: { zh: name, en: name }, ...more })
const form = (...names: string[]) =>
  ({ form: 'f', version: 1, fields: [field('a'), field('photo', 'file'), ...names.map((name) => field(name, 'text', { read_only: true }))] }) as unknown as Form

describe('a return', () => {
  it('is whole with a reason, and with a day that is one', () => {
    expect(is_whole(nothing_returned())).toBe(false)
    expect(is_whole({ reason: '  ', mend: ['a'], deadline: '' })).toBe(false)
    expect(is_whole({ reason: '缺材料', mend: [], deadline: '' })).toBe(true)
    expect(is_whole({ reason: '缺材料', mend: [], deadline: '2016年7月1日' })).toBe(true)
    expect(is_whole({ reason: '缺材料', mend: [], deadline: '下周' })).toBe(false)
  })
  it('names what may be mended only where the form has a place for it', () => {
    expect(says_what_to_mend(form())).toBe(false)
    expect(says_what_to_mend(form('return_fields', 'return_deadline'))).toBe(true)
    expect(mendable(form('return_fields')).map((one) => one.name)).toEqual(['a', 'photo'])
  })
  it('sends nothing that was left empty', () => {
    expect(body_of({ reason: ' 缺材料 ', mend: [], deadline: ' ' })).toEqual({ reason: '缺材料', mend: undefined, deadline: undefined })
  })
})
