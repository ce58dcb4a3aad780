// What is chosen in a comparison, as the hub takes it: fields of the other record, and those that stay empty.
import { is_empty } from '@shared/forms'
import type { ComparedGroup, Comparison, DuplicateSide } from '@/types'

export type Take = 'kept' | 'merged'

export function choices_at_first(groups: ComparedGroup[]): Take[] {
  return groups.map((group) => group.take)
}

export function can_choose(group: ComparedGroup): boolean {
  return group.choosable && !group.in_conflict && !group.same
}

export function fields_to_take(told: Comparison, chosen: Take[]): { take: string[]; leave: string[] } {
  const take: string[] = []
  const leave: string[] = []
  told.groups.forEach((group, at) => {
    if (!can_choose(group)) return
    const filled = group.fields.some((field) => !is_empty(told.merged.fields[field]))
    const fills = group.fields.every((field) => is_empty(told.kept.fields[field])) && filled
    if (chosen[at] === 'merged' && !fills) take.push(group.fields[0])
    if (chosen[at] === 'kept' && fills) leave.push(group.fields[0])
  })
  return { take, leave }
}

export function place_of(side: DuplicateSide | null): string {
  return [side?.county_name, side?.org_name].filter(Boolean).join(' ')
}

export function compare_link(kept: string, merged: string): { path: string; query: Record<string, string> } {
  return { path: '/duplicates/compare', query: { kept, merged } }
}
