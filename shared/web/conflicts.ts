// A conflict as rows of fields with the values of each side beside one another.
import { same_value, type Field, type Form } from './forms'
import type { PageLanguage } from './i18n'
import { value_text } from './values'

export interface Side {
  value: unknown
  author: string | null
  org: string | null
  org_name?: string
  time: string | null
}

export interface Conflict {
  id: string
  record: string
  form: string
  title?: string
  org: string | null
  org_name?: string
  kind: 'review' | 'overwritten'
  state: 'open' | 'notice'
  field?: string
  group?: string
  base: Side | null
  current: Side
  incoming: Side
  others?: number
  may_decide?: boolean
  closed?: string | null
}

export type Keep = 'current' | 'incoming' | 'base'

export interface ConflictLine {
  field: Field
  base: string
  current: string
  incoming: string
  differs: boolean
}

// A value of a group of several fields is an object by their names.
export function value_in(conflict: Conflict, side: Side | null, name: string): unknown {
  if (!side) return null
  if (conflict.field) return side.value
  return (side.value as Record<string, unknown> | null)?.[name] ?? null
}

export function fields_in(conflict: Conflict, form: Form): Field[] {
  const found = conflict.field
    ? form.fields.filter((field) => field.name === conflict.field)
    : form.fields.filter((field) => field.merge_group === conflict.group || has(conflict, field.name))
  return found
}
const has = (conflict: Conflict, name: string) =>
  typeof conflict.current.value === 'object' && conflict.current.value !== null && name in (conflict.current.value as object)

export function conflict_lines(conflict: Conflict, form: Form, language: PageLanguage): ConflictLine[] {
  return fields_in(conflict, form).map((field) => {
    const of = (side: Side | null) => value_in(conflict, side, field.name)
    return {
      field,
      base: value_text(field, of(conflict.base), language),
      current: value_text(field, of(conflict.current), language),
      incoming: value_text(field, of(conflict.incoming), language),
      differs: !same_value(of(conflict.current), of(conflict.incoming)),
    }
  })
}

export function sides_of(conflict: Conflict): Keep[] {
  return conflict.base ? ['current', 'incoming', 'base'] : ['current', 'incoming']
}
