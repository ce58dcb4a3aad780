// Form definitions and records as both servers tell them.
import type { Label } from './i18n'

export type FieldType =
  | 'text' | 'integer' | 'decimal' | 'date' | 'select_one' | 'select_multiple' | 'id_number' | 'reference' | 'file'

export interface Choice {
  name: string
  label: Label
  retired?: boolean
}

export interface Field {
  number: number
  name: string
  type: FieldType
  places?: number
  max_length?: number
  label: Label
  required?: boolean
  sensitive?: boolean
  read_only?: boolean
  retired?: boolean
  merge?: string
  merge_group?: string
  form?: string
  relevant?: string
  constraint?: string
  constraint_message?: Label
  options?: Choice[]
}

export interface WorkflowState {
  name: string
  label: Label
  holds?: boolean
  retired?: boolean
  required?: boolean
}

export interface Form {
  form: string
  version: number
  label: Label
  department: string
  urgent?: boolean
  reference_data?: boolean
  required_from?: string
  match_key?: string[]
  fields: Field[]
  groups?: { name: string; fields: string[] }[]
  workflow?: { field: string; initial: string; states: WorkflowState[] } | null
  transitions?: { from: string; to: string; roles: string[]; covering?: boolean }[]
  children?: { form: string; field: string; label: Label }[]
  may_write?: boolean
}

// A number of an integer, names of several choices, else text; null for nothing.
export type Value = string | number | string[] | null
export type Values = Record<string, Value>

export interface FieldFault {
  field: string
  message: string
  overridable?: boolean
}

export function is_empty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

export function same_value(a: unknown, b: unknown): boolean {
  if (is_empty(a) && is_empty(b)) return true
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && [...a].sort().join(' ') === [...b].sort().join(' ')
  }
  return String(a ?? '') === String(b ?? '')
}

// The field whose value a record is called by.
export function title_field(form: Form): Field | undefined {
  return form.fields.find((field) => field.type === 'text' && !field.retired)
}

const LONG_TEXT = 300

export function is_long(field: Field): boolean {
  return field.type === 'text' && (field.max_length ?? 1000) >= LONG_TEXT
}

// What a register shows unless the user chose otherwise: short fields, in the form's order.
export function default_columns(form: Form, at_most = 6): string[] {
  const status = form.workflow?.field
  return form.fields
    .filter((field) => !field.retired && field.name !== status && field.type !== 'file' && !is_long(field))
    .slice(0, at_most)
    .map((field) => field.name)
}

// What a server says of a field begins with the field's label, which stands beside it here already.
export function without_label(message: string, label: string): string {
  if (!label || !message.startsWith(label)) return message
  return /^\s*[：:]\s*(.+)$/s.exec(message.slice(label.length))?.[1] ?? message
}
