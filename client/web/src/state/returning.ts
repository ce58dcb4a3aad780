// What goes back with a returned record, and how it is told to whoever gets it.
import type { Form } from '@shared/forms'
import { read_date } from '@shared/values'
import { entered_fields } from '@/state/entry_values'

export interface Returning {
  reason: string
  mend: string[]
  deadline: string
}

export const nothing_returned = (): Returning => ({ reason: '', mend: [], deadline: '' })

// Whether the form has a place for the fields to mend and a day.
export function says_what_to_mend(form: Form): boolean {
  return ['return_fields', 'return_deadline'].every((name) => form.fields.some((field) => field.name === name))
}

export function mendable(form: Form) {
  return entered_fields(form)
}

// Whoever sends something back says why; a day is a day.
export function is_whole(returning: Returning): boolean {
  return Boolean(returning.reason.trim()) && (!returning.deadline.trim() || read_date(returning.deadline) !== null)
}

export function body_of(returning: Returning) {
  return {
    reason: returning.reason.trim(),
    mend: returning.mend.length > 0 ? returning.mend : undefined,
    deadline: returning.deadline.trim() || undefined,
  }
}
