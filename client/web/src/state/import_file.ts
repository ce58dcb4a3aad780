// An import as the server tried it, and which column goes where.
import type { Form } from '@shared/forms'
import type { Label } from '@shared/i18n'
import type { ImportTrial } from '@/types'

export type Mapping = Record<string, string | null>

export const LARGEST_FILE = 20 * 1024 * 1024

export function mapping_of(trial: ImportTrial): Mapping {
  return Object.fromEntries(trial.columns.map((column) => [column.header, column.field]))
}

// Each target once: a field that another column takes is offered to that column alone.
export function free_targets(form: Form, mapping: Mapping, header: string): { name: string; label: Label }[] {
  const taken = new Set(Object.entries(mapping).filter(([other]) => other !== header).map(([, target]) => target))
  return form.fields
    .filter((field) => !field.retired && !field.read_only && field.type !== 'file' && !taken.has(field.name))
    .map((field) => ({ name: field.name, label: field.label }))
}

// What an export of ours adds for itself; nobody maps it by hand.
export function is_own_column(target: string | null): boolean {
  return target === 'id' || target === 'org' || target === '_seen' || target === 'state'
}

export function may_commit(trial: ImportTrial): boolean {
  return trial.fault_count === 0 && trial.new + trial.changed > 0
}
