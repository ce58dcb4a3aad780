import { describe, expect, it } from 'vitest'
import { name_in, with_query } from './api'
import { base64_of } from './files'
import { bytes_text, moment_of, number_text, seconds_text, time_text } from './format'
import { without_label } from './forms'
import { check_digit, person_of } from './id_number'
import { row_after_key, row_window } from './row_window'
import { file_name, read_date, read_number, tidy_id_number } from './values'

describe('identity numbers', () => {
  it('tell birthday and sex once they are whole and right', () => {
    expect(person_of('11010519491231002X')).toEqual({ birthday: '1949-12-31', sex: 'female' })
    expect(person_of('440524188001010014')).toEqual({ birthday: '1880-01-01', sex: 'male' })
    expect(person_of('1101051949123100')).toBeNull()
  })
  it('tell nothing with a wrong check digit or an impossible birthday', () => {
    expect(person_of('110105194912310021')).toBeNull()
    const impossible = '11010519490231002'
    expect(person_of(impossible + check_digit(impossible))).toBeNull()
  })
  it('may have 15 digits', () => {
    expect(person_of('110105491231002')).toEqual({ birthday: '1949-12-31', sex: 'female' })
  })
  it('lose blanks, full width and small x', () => {
    expect(tidy_id_number('１１０１０５ 19491231 002x')).toBe('11010519491231002X')
  })
})

describe('typed values', () => {
  it('are days in every common form', () => {
    for (const text of ['2016-03-01', '2016/3/1', '2016.3.1', '20160301', '2016年3月1日', '２０１６-3-1']) expect(read_date(text)).toBe('2016-03-01')
    for (const text of ['2016-13-01', '2015-02-29', '1799-01-01', '16-3-1', '']) expect(read_date(text)).toBeNull()
  })
  it('are numbers without what people put between digits', () => {
    expect(read_number('1,234.50', 2)).toBe('1234.50')
    expect(read_number('-3', 0)).toBe('-3')
    for (const text of ['1.234', '1e3', '一', '.5', '1234567890123456789']) expect(read_number(text, 2)).toBeNull()
  })
  it('are called by their name where they are files', () => {
    expect(file_name(`sha256:${'a'.repeat(64)}:120:户口簿:1.jpg`)).toBe('户口簿:1.jpg')
  })
})

describe('what people read', () => {
  it('does not say a field twice', () => {
    expect(without_label('电话：太长', '电话')).toBe('太长')
    expect(without_label('Phone: too long', 'Phone')).toBe('too long')
    expect(without_label('电话太长', '电话')).toBe('电话太长')
    expect(without_label('必须填写', '')).toBe('必须填写')
  })
  it('has its thousands apart', () => {
    expect([number_text(0), number_text(1234), number_text(100000)]).toEqual(['0', '1,234', '100,000'])
  })
  it('is in units that fit', () => {
    expect([bytes_text(12), bytes_text(1536), bytes_text(20 * 1024 * 1024)]).toEqual(['12 B', '1.5 KB', '20.0 MB'])
    expect([seconds_text(12, 'zh'), seconds_text(61, 'zh'), seconds_text(3700, 'en')]).toEqual(['12 秒', '2 分钟', '1 h 2 min'])
  })
  it('tells the day only where it is another one', () => {
    const now = new Date(2026, 10, 30, 12)
    expect(time_text(new Date(2026, 10, 30, 9, 5), now)).toBe('09:05')
    expect(time_text(new Date(2026, 0, 2, 9, 5), now)).toBe('01-02 09:05')
    expect(time_text(new Date(2025, 0, 2, 9, 5), now)).toBe('2025-01-02 09:05')
    expect(moment_of('no time')).toBeNull()
  })
})

describe('a long table', () => {
  it('has the rows near what is seen in the document, and no others', () => {
    const rows = row_window(36 * 50_000, 600, 36, 100_000)
    expect(rows.first).toBeLessThanOrEqual(50_000)
    expect(rows.end).toBeGreaterThan(50_016)
    expect(rows.end - rows.first).toBeLessThan(60)
    expect(row_window(0, 600, 36, 3)).toEqual({ first: 0, end: 3 })
  })
  it('is walked through by keys and not beyond its ends', () => {
    expect(row_after_key('ArrowDown', 5, 10, 4)).toBe(6)
    expect(row_after_key('PageDown', 8, 10, 4)).toBe(9)
    expect(row_after_key('Home', 8, 10, 4)).toBe(0)
    expect(row_after_key('End', 0, 10, 4)).toBe(9)
    expect(row_after_key('x', 0, 10, 4)).toBeNull()
    expect(row_after_key('ArrowDown', 0, 0, 4)).toBeNull()
  })
})

describe('requests', () => {
  it('leave out what is not asked, and encode the rest', () => {
    expect(with_query('records/a', { search: '张 三', after: null, org: '', limit: 50 })).toBe('records/a?search=%E5%BC%A0%20%E4%B8%89&limit=50')
  })
  it('find the name of a file that is sent', () => {
    expect(name_in("attachment; filename*=UTF-8''%E5%AE%B6.csv")).toBe('家.csv')
    expect(name_in('attachment; filename="a.csv"')).toBe('a.csv')
  })
  it('carry any bytes', () => {
    expect(base64_of(new Uint8Array([0, 255, 16]))).toBe('AP8Q')
    expect(atob(base64_of(new Uint8Array(100_000))).length).toBe(100_000)
  })
})
