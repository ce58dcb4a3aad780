import { describe, expect, it } from 'vitest'
import type { Form } from '@shared/forms'
import { title_of } from './titles'

const label = (text: string) => ({ zh: text, en: text })
const fields: Form['fields'] = [
  { number: 1, name: 'event', type: 'reference', form: 'event', label: label('事件') },
  { number: 2, name: 'stage', type: 'select_one', label: label('阶段'), required: true, options: [{ name: 'first', label: label('初报') }] },
  { number: 3, name: 'at', type: 'text', label: label('时间') },
]
const report: Form = { form: 'report', version: 1, label: label('报告'), department: '', fields }

describe('a record is called', () => {
  it('by its name', () => {
    const member: Form = { ...report, fields: [{ number: 4, name: 'name', type: 'text', label: label('姓名'), required: true }, ...fields] }
    expect(title_of(member, { fields: { name: '张三' }, labels: { event: '台风' } })).toBe('张三')
  })
  it('by what it belongs to and its kind where it has no name', () => {
    expect(title_of(report, { fields: { stage: 'first', at: '08:30' }, labels: { event: '台风' } })).toBe('台风 · 初报')
  })
  it('by the text that is there, or by nothing, where it belongs to nothing', () => {
    expect(title_of(report, { fields: { at: '08:30' }, labels: {} })).toBe('08:30')
    expect(title_of(report, { fields: {}, labels: {} })).toBe('（未填名称）')
  })
})
