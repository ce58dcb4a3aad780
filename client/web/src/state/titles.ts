// What a record is called.
import { title_field, type Form } from '@shared/forms'
import { choice_text } from '@shared/values'
import { language, words } from '@/state/words'
import type { WholeRecord } from '@/types'

// By its name. A record that has none, such as a report of a disaster, is called by what it belongs to and by its kind.
export function title_of(form: Form, record: Pick<WholeRecord, 'fields' | 'labels'>): string {
  const field = title_field(form)
  const name = String(record.fields[field?.name ?? ''] ?? '')
  if (name && field?.required) return name
  const owner = form.fields.find((one) => one.type === 'reference' && record.labels?.[one.name])
  if (!owner) return name || words('work.untitled')
  const kind = form.fields.find((one) => one.type === 'select_one' && one.required)
  const told = kind ? choice_text(kind, String(record.fields[kind.name] ?? ''), language()) : ''
  return [record.labels![owner.name], told].filter(Boolean).join(' · ')
}
