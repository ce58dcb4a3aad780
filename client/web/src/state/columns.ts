// How a register's columns look.
import type { Field, Form } from '@shared/forms'
import type { Column } from '@shared/RecordTable.vue'
import { label_text, words } from '@/state/words'

const WIDTHS: Partial<Record<Field['type'], number>> = {
  integer: 84, decimal: 104, date: 108, select_one: 96, select_multiple: 140, id_number: 160, reference: 120, file: 140,
}

const is_wide = (field: Field) => field.type === 'text' && (field.max_length ?? 1000) > 60

function width_of(field: Field): number {
  if (field.type !== 'text') return WIDTHS[field.type] ?? 120
  const length = field.max_length ?? 1000
  return is_wide(field) ? 140 : length > 20 && length <= 40 ? 122 : 100
}

// About as wide as the text is shown; Chinese signs are square.
const text_width = (text: string) => [...text].reduce((width, sign) => width + (sign > '\u2e7f' ? 14 : 8.2), 0)

export function table_columns(form: Form, chosen: string[]): Column[] {
  const columns = chosen
    .map((name) => form.fields.find((field) => field.name === name))
    .filter((field): field is Field => field !== undefined)
    .map((field) => ({
      name: field.name,
      label: label_text(field.label),
      width: Math.max(width_of(field), Math.ceil(text_width(label_text(field.label))) + 24),
      wide: is_wide(field),
      number: field.type === 'integer' || field.type === 'decimal',
    }))
  const status = form.workflow ? [{ name: '$state', label: words('register.state'), width: 104, drawn: true }] : []
  return [...columns, ...status, { name: '$org', label: words('register.org'), width: 104 }, { name: '$marks', label: words('register.marks'), width: 104, drawn: true }]
}
