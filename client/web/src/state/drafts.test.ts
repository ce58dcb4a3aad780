import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Draft } from '@/types'
import { DraftKeeper, new_draft_key } from './drafts'

const draft = (householder: string): Draft => ({ key: 'k', form: 'household', fields: { householder } })

describe('drafts', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('are written once typing pauses, and then with the newest contents', async () => {
    const written: unknown[] = []
    const keeper = new DraftKeeper(() => undefined, async (one) => written.push(one.fields.householder), 700)
    keeper.keep(draft('张'))
    vi.advanceTimersByTime(600)
    keeper.keep(draft('张三'))
    vi.advanceTimersByTime(600)
    expect(written).toEqual([])
    vi.advanceTimersByTime(100)
    await keeper.flush()
    expect(written).toEqual(['张三'])
  })
  it('go one after the other, so that an older one never overtakes', async () => {
    const order: string[] = []
    let open: () => void = () => undefined
    const slow = new Promise<void>((done) => (open = done))
    const keeper = new DraftKeeper(() => undefined, async (one) => {
      if (one.fields.householder === '一') await slow
      order.push(String(one.fields.householder))
    })
    keeper.keep(draft('一'))
    void keeper.flush()
    keeper.keep(draft('二'))
    const all = keeper.flush()
    open()
    await all
    expect(order).toEqual(['一', '二'])
  })
  it('tell that they could not be kept, and that they could again', async () => {
    const told: unknown[] = []
    let broken = true
    const keeper = new DraftKeeper((fault) => told.push(fault), async () => {
      if (broken) throw new Error('full')
    })
    keeper.keep(draft('一'))
    await keeper.flush()
    broken = false
    keeper.keep(draft('二'))
    await keeper.flush()
    expect([told[0] instanceof Error, told[1]]).toEqual([true, null])
  })
  it('are not written after they were dropped', async () => {
    const write = vi.fn(async () => undefined)
    const keeper = new DraftKeeper(() => undefined, write)
    keeper.keep(draft('一'))
    await keeper.drop()
    vi.runAllTimers()
    await keeper.flush()
    expect(write).not.toHaveBeenCalled()
  })
  it('have keys that name their form and differ', () => {
    expect(new_draft_key('household', 0.5, 1)).toMatch(/^new:household:/)
    expect(new_draft_key('household', 0.5, 1)).not.toBe(new_draft_key('household', 0.5, 2))
  })
})
