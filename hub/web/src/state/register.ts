// What a register is asked for, as the API has it, and what its table shows.
import { default_columns, type Form } from '@shared/forms'
import type { Column } from '@shared/RecordTable.vue'

// The state is one more condition beside what somebody types.
export function where_of(form: Form | null, state: string, expression: string): string {
  const typed = expression.trim()
  if (!form?.workflow || !state) return typed
  const of_state = '${' + form.workflow.field + `} = '${state.replace(/'/g, '')}'`
  return typed ? `(${of_state}) and (${typed})` : of_state
}

const WIDTHS: Record<string, number> = { id_number: 178, text: 156, date: 116, integer: 96, decimal: 110, select_one: 122 }

export function table_columns(form: Form, label: (column: string) => string): Column[] {
  const fields = new Map(form.fields.map((field) => [field.name, field]))
  const shown = default_columns(form).map((name) => {
    const field = fields.get(name)!
    return { name, label: label(name), width: WIDTHS[field.type] ?? 150, number: field.type === 'integer' || field.type === 'decimal' }
  })
  const state = form.workflow ? [{ name: '$state', label: label('$state'), width: 100, drawn: true }] : []
  return [...shown, ...state, { name: '$org', label: label('$org'), width: 124 }]
}
