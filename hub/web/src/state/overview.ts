// Numbers of units as the overview shows them.
import type { Standing } from '@/types'

export type Shown = 'total' | 'conflicts' | 'late' | 'covered'
export const SHOWN: Shown[] = ['total', 'covered', 'conflicts', 'late']

const DAY_MS = 86_400_000
const LATE_DAYS = 7

// Computers were given out, and none of them was heard of for a week.
export function is_late(unit: Standing, now: number): boolean {
  if (unit.devices === 0) return false
  return unit.last_contact === null || now - Date.parse(unit.last_contact) > LATE_DAYS * DAY_MS
}

// 0 to 4: how dark a tile is. A number, a word and a sign stand on it besides.
export function shade(value: number, most: number): number {
  if (value <= 0 || most <= 0) return 0
  return Math.min(4, 1 + Math.floor((value / most) * 3.999))
}

export function share(part: number | null, whole: number | null): number | null {
  return part === null || !whole ? null : Math.round((part / whole) * 100)
}

export function tile_value(unit: Standing, shown: Shown, now: number): number {
  if (shown === 'late') return is_late(unit, now) ? 1 : 0
  if (shown === 'covered') return share(unit.covered, unit.units) ?? 0
  return unit[shown]
}
