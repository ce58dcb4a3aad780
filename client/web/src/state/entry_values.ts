// The values of a form that is being filled in: what was shown, what stands there now, what of it goes to the server.
import { is_empty, same_value, type Field, type Form, type Value, type Values } from '@shared/forms'
import { is_masked, read_date, read_number, tidy_id_number } from '@shared/values'

export type Typed = Record<string, Value>

// The steps of a workflow are taken on the record's own screen; what the system fills in nobody types.
export function entered_fields(form: Form): Field[] {
  const status = form.workflow?.field
  return form.fields.filter((field) => !field.retired && !field.read_only && field.name !== status)
}

export function shown_values(form: Form, values: Values): Typed {
  const shown: Typed = {}
  for (const field of entered_fields(form)) {
    const value = values[field.name] ?? null
    shown[field.name] = field.type === 'select_multiple' ? (Array.isArray(value) ? [...value] : []) : value === null ? '' : value
  }
  return shown
}

// What the user changed, and nothing else: a masked text that was left alone is no value.
export function changed_values(shown: Typed, typed: Typed): Typed {
  const changed: Typed = {}
  for (const [name, value] of Object.entries(typed)) {
    if (!same_value(shown[name], value) && !(is_masked(value) && is_masked(shown[name]))) changed[name] = value
  }
  return changed
}

export type LocalFault = 'date' | 'integer' | 'decimal' | 'long'

// What can be said without the server, at once. Null for what looks right or is empty.
export function local_fault(field: Field, value: Value): LocalFault | null {
  if (is_empty(value) || is_masked(value)) return null
  const text = String(value)
  if (field.type === 'date') return read_date(text) ? null : 'date'
  if (field.type === 'integer') return read_number(text, 0) ? null : 'integer'
  if (field.type === 'decimal') return read_number(text, field.places ?? 2) ? null : 'decimal'
  if (field.type === 'text' && [...text].length > (field.max_length ?? 1000)) return 'long'
  return null
}

// As it stands once the user has left the field: one way of writing a thing.
export function tidied(field: Field, value: Value): Value {
  if (typeof value !== 'string' || is_masked(value)) return value
  if (field.type === 'date') return read_date(value) ?? value
  if (field.type === 'integer') return read_number(value, 0) ?? value
  if (field.type === 'decimal') return read_number(value, field.places ?? 2) ?? value
  if (field.type === 'id_number') return tidy_id_number(value)
  return value.trim()
}

// Fields in the form's order; those that merge as one stand together where the first of them stands.
export function blocks_of(form: Form): { group: string; fields: Field[] }[] {
  const blocks: { group: string; fields: Field[] }[] = []
  for (const field of entered_fields(form)) {
    const group = field.merge_group ?? ''
    const known = group ? blocks.find((block) => block.group === group) : undefined
    const last = blocks[blocks.length - 1]
    if (known) known.fields.push(field)
    else if (!group && last && !last.group) last.fields.push(field)
    else blocks.push({ group, fields: [field] })
  }
  return blocks.map((block) => (block.fields.length === 1 ? { ...block, group: '' } : block))
}
