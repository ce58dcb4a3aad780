// "The same choice for these N": conflicts of the same form and field between the same kind of values.
import { same_value } from '@shared/forms'
import { sides_of, type Conflict, type Keep } from '@shared/conflicts'

export interface Choice {
  id: string
  keep: Keep | 'value'
  value?: string
}

const what = (conflict: Conflict) => `${conflict.form} ${conflict.field ?? ''} ${conflict.group ?? ''}`

// Others of the list that the same choice would fit: same form, same field, and that side is there.
export function like(conflict: Conflict, list: Conflict[], keep: Keep | 'value' | ''): Conflict[] {
  if (keep === '' || keep === 'value') return []
  return list.filter((one) => one.id !== conflict.id && !one.closed && what(one) === what(conflict) && sides_of(one).includes(keep))
}

// Those of them whose values are the same ones, too.
export function equal_to(conflict: Conflict, list: Conflict[]): Conflict[] {
  return list.filter((one) => same_value(one.current.value, conflict.current.value) && same_value(one.incoming.value, conflict.incoming.value))
}

export function choices_for(conflict: Conflict, others: Conflict[], keep: Keep | 'value', value: string): Choice[] {
  if (keep === 'value') return [{ id: conflict.id, keep, value }]
  return [conflict, ...others].map((one) => ({ id: one.id, keep }))
}
