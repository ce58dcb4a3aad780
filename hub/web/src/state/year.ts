// The year of targets: that of the address, else the one that was looked at last in this browser, else this one.
import { computed } from 'vue'
import { use_address } from '@/state/address'

const KEPT = 'minsync-console-year'

function kept_year(): string {
  try {
    return localStorage.getItem(KEPT) ?? ''
  } catch {
    return ''
  }
}

export function use_year() {
  const year = use_address().field('year')
  return computed({
    get: () => year.value || kept_year() || String(new Date().getFullYear()),
    set: (chosen: string) => {
      try {
        localStorage.setItem(KEPT, chosen)
      } catch {
        // Not kept: the browser forbids it. The address has it.
      }
      year.value = chosen
    },
  })
}
