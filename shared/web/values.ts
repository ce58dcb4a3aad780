// Values as text, and text as values: only what needs no rules of a form. The server reads all of it once more.
import type { Field, Form, Value } from './forms'
import { is_empty } from './forms'
import type { PageLanguage } from './i18n'
import { label_in } from './i18n'

export function value_text(field: Field, value: unknown, language: PageLanguage): string {
  if (is_empty(value)) return ''
  if (field.type === 'select_one') return choice_text(field, String(value), language)
  if (field.type === 'select_multiple') {
    const names = Array.isArray(value) ? value : String(value).split(' ')
    return names.map((name) => choice_text(field, name, language)).join(language === 'zh' ? '、' : ', ')
  }
  if (field.type === 'file') return file_name(String(value))
  return String(value)
}

export function choice_text(field: Field, name: string, language: PageLanguage): string {
  const choice = field.options?.find((one) => one.name === name)
  return choice ? label_in(language, choice.label) : name
}

// sha256:DIGEST:SIZE:NAME
export function file_name(reference: string): string {
  const parts = reference.split(':')
  return parts.length >= 4 ? parts.slice(3).join(':') : reference
}

export function state_text(form: Form, state: string | null | undefined, language: PageLanguage): string {
  const found = form.workflow?.states.find((one) => one.name === state)
  return found ? label_in(language, found.label) : (state ?? '')
}

const DAY = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/
const PACKED_DAY = /^(\d{4})(\d{2})(\d{2})$/

const narrow = (text: string) =>
  text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/\u3000/g, ' ')

// A day in any of the ways that people write one, as YYYY-MM-DD; null if it is none.
export function read_date(text: string): string | null {
  const found = DAY.exec(narrow(text).trim()) ?? PACKED_DAY.exec(narrow(text).trim())
  if (!found) return null
  const [year, month, day] = found.slice(1).map(Number)
  const when = new Date(Date.UTC(year, month - 1, day))
  if (year < 1800 || year > 2199 || when.getUTCMonth() !== month - 1 || when.getUTCDate() !== day) return null
  return when.toISOString().slice(0, 10)
}

// Whole or decimal numbers without separators; null if it is none or has more than `places` places.
export function read_number(text: string, places: number): string | null {
  const plain = narrow(text).replace(/[,，\s]/g, '')
  const found = /^([+-]?)(\d{1,18})(?:\.(\d+))?$/.exec(plain)
  if (!found || (found[3] ?? '').length > places) return null
  return (found[1] === '-' ? '-' : '') + found[2] + (found[3] ? `.${found[3]}` : '')
}

export function tidy_id_number(text: string): string {
  return narrow(text).replace(/\s/g, '').toUpperCase()
}

export function is_masked(value: Value | undefined): boolean {
  return typeof value === 'string' && value.includes('*')
}
