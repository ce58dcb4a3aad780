// Something that is done at the hub: under way, and what went wrong in the user's language.
import { ref } from 'vue'
import { ApiFault } from '@shared/api'
import { words } from '@/state/words'

export function told_of(error: unknown): string {
  if (!(error instanceof ApiFault)) throw error
  return error.message || words('app.no_server')
}

// `run` is true if it was done.
export function use_deed() {
  const busy = ref(false)
  const fault = ref('')
  async function run(deed: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    fault.value = ''
    try {
      await deed()
      return true
    } catch (error) {
      fault.value = told_of(error)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, fault, run }
}
