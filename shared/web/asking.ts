// One thing asked from the server: what came, that it is under way, and what went wrong. A later question puts an
// earlier one's answer aside.
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { ApiFault } from './api'

export interface Asking<T> {
  value: ShallowRef<T | null>
  loading: ShallowRef<boolean>
  fault: ShallowRef<ApiFault | null>
  again: () => Promise<void>
}

export function use_asking<T>(question: (signal: AbortSignal) => Promise<T>): Asking<T> {
  const value = shallowRef<T | null>(null)
  const loading = shallowRef(false)
  const fault = shallowRef<ApiFault | null>(null)
  let current: AbortController | null = null

  async function again() {
    current?.abort()
    const mine = (current = new AbortController())
    loading.value = true
    try {
      const answer = await question(mine.signal)
      if (current !== mine) return
      value.value = answer
      fault.value = null
    } catch (error) {
      if (current !== mine || (error instanceof DOMException && error.name === 'AbortError')) return
      if (!(error instanceof ApiFault)) throw error
      fault.value = error
    } finally {
      if (current === mine) loading.value = false
    }
  }
  onScopeDispose(() => current?.abort())
  return { value, loading, fault, again }
}
