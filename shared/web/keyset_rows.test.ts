import { effectScope } from 'vue'
import { describe, expect, it } from 'vitest'
import { ApiFault } from './api'
import { use_asking } from './asking'
import { use_keyset_rows, type Page } from './keyset_rows'

const scope = effectScope()

describe('rows by key', () => {
  const pages = (after: string | null): Page<number> => (after === null ? { rows: [1, 2], next: '2', total: 3 } : { rows: [3], next: null })
  it('follow one another until there are no more', async () => {
    const list = scope.run(() => use_keyset_rows<number>(async (after) => pages(after)))!
    await list.begin()
    expect([list.rows.value, list.more.value, list.total.value]).toEqual([[1, 2], true, 3])
    await list.go_on()
    await list.go_on()
    expect([list.rows.value, list.more.value]).toEqual([[1, 2, 3], false])
  })
  it('of an earlier question do not come under a later one', async () => {
    let open: (page: Page<number>) => void = () => undefined
    const answers = [new Promise<Page<number>>((done) => (open = done)), Promise.resolve<Page<number>>({ rows: [9], next: null })]
    const list = scope.run(() => use_keyset_rows<number>(() => answers.shift()!))!
    const first = list.begin()
    await list.begin()
    open({ rows: [1], next: '1' })
    await first
    expect([list.rows.value, list.more.value, list.loading.value]).toEqual([[9], false, false])
  })
  it('stay when a further page cannot be read, and go on afterwards', async () => {
    let broken = true
    const list = scope.run(() => use_keyset_rows<number>(async (after) => {
      if (after && broken) throw new ApiFault(503, 'busy', 'busy')
      return pages(after)
    }))!
    await list.begin()
    await list.go_on()
    expect([list.rows.value, list.fault.value?.status]).toEqual([[1, 2], 503])
    broken = false
    await list.go_on()
    expect([list.rows.value, list.fault.value]).toEqual([[1, 2, 3], null])
  })
})

describe('a question', () => {
  it('tells what went wrong, and asks again', async () => {
    let broken = true
    const asking = scope.run(() => use_asking(async () => {
      if (broken) throw new ApiFault(0, 'page.no_server', '')
      return 7
    }))!
    await asking.again()
    expect([asking.value.value, asking.fault.value?.status]).toEqual([null, 0])
    broken = false
    await asking.again()
    expect([asking.value.value, asking.fault.value]).toEqual([7, null])
  })
})
