// Rows of a long list, fetched page after page as the reader comes near their end. Pages are told by the place where the
// one before ended, so that rows that come or go meanwhile neither repeat nor hide others.
import { onScopeDispose, ref, shallowRef } from 'vue'
import { ApiFault } from './api'

export interface Page<Row> {
  rows: Row[]
  next: string | null
  total?: number | null
}

export function use_keyset_rows<Row>(fetch_page: (after: string | null, signal: AbortSignal) => Promise<Page<Row>>) {
  const rows = shallowRef<Row[]>([])
  const total = ref<number | null>(null)
  const more = ref(false)
  const loading = ref(false)
  const fault = shallowRef<ApiFault | null>(null)
  let next: string | null = null
  let current: AbortController | null = null

  async function fetch_from(after: string | null, before: Row[]) {
    current?.abort()
    const mine = (current = new AbortController())
    loading.value = true
    try {
      const page = await fetch_page(after, mine.signal)
      if (current !== mine) return
      rows.value = before.concat(page.rows)
      next = page.next
      more.value = next !== null
      if (page.total !== undefined) total.value = page.total
      fault.value = null
    } catch (error) {
      if (current !== mine || (error instanceof DOMException && error.name === 'AbortError')) return
      if (!(error instanceof ApiFault)) throw error
      fault.value = error
    } finally {
      if (current === mine) loading.value = false
    }
  }

  // From the beginning; what is shown stays until the first page is there.
  const begin = () => fetch_from(null, [])
  async function go_on() {
    if (loading.value || next === null) return
    await fetch_from(next, rows.value)
  }
  onScopeDispose(() => current?.abort())
  return { rows, total, more, loading, fault, begin, go_on }
}
