import { describe, expect, it } from 'vitest'
import type { Form } from '@shared/forms'
import type { Notice, NoticeLine } from '@/types'
import { once_each, shown_lines } from './notices'

const form = {
  form: 'household',
  fields: [
    { number: 1, name: 'address', type: 'text', label: { zh: '地址', en: 'Address' } },
    { number: 2, name: 'bank', type: 'text', label: { zh: '开户行', en: 'Bank' }, merge_group: 'account' },
    { number: 3, name: 'number', type: 'text', label: { zh: '账号', en: 'Number' }, merge_group: 'account' },
  ],
} as unknown as Form
const side = (value: unknown, version = 7) => ({ value, author: 'pc', org: '330106', time: null, version })
const line = (more: Partial<NoticeLine> = {}): NoticeLine => ({
  kind: 'overwritten', field: 'address', kept: side('B', 9), aside: side('A'), now: side('B', 9), state: 'stands', returnable: true, ...more,
})
const notice = (lines: NoticeLine[], more: Partial<Notice> = {}): Notice => ({
  record: 'r1', form: 'household', org: '330106', title: '张三', closed: null, version: 9, received: '2026-11-30T01:02:03Z', lines, ...more,
})

describe('what was merged', () => {
  it('is shown by field, and what was laid aside is what is put back', () => {
    const [one] = shown_lines(notice([line()]), form, 'zh')
    expect([one.label, one.kept, one.aside, one.now]).toEqual(['地址', 'B', 'A', 'B'])
    expect(one.back).toEqual({ id: 'r1', version: 7, field: 'address' })
  })
  it('names the values of fields that merge as one', () => {
    const account = line({ field: undefined, group: 'account', kept: side({ bank: '工行', number: null }), aside: null, returnable: false })
    const [one] = shown_lines(notice([account]), form, 'en')
    expect([one.label, one.kept, one.aside, one.back]).toEqual(['Bank, Number', 'Bank: 工行', '', null])
  })
  it('cannot be put back in a closed record, nor where nothing was before', () => {
    expect(shown_lines(notice([line()], { closed: 'approved' }), form, 'zh')[0].back).toBeNull()
    expect(shown_lines(notice([line({ aside: null })]), form, 'zh')[0].back).toBeNull()
  })
  it('is put back once where a field was chosen twice', () => {
    const lines = shown_lines(notice([line(), line({ aside: side('C', 8) })]), form, 'zh')
    expect(once_each([...lines, ...shown_lines(notice([line()], { record: 'r2' }), form, 'zh')]).map((one) => one.back?.id)).toEqual(['r1', 'r2'])
  })
})
