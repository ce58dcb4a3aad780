// What waits for this user, counted for the side bar; looked at again after each decision and every minute.
import { reactive } from 'vue'
import { get } from '@shared/api'
import { may } from '@/state/session'
import type { ConflictPage, Request } from '@/types'

const EVERY_MS = 60_000

export const news = reactive({ conflicts: 0, requests: 0 })
let timer: ReturnType<typeof setTimeout> | undefined

export async function look_now(): Promise<void> {
  try {
    if (may('read_records')) news.conflicts = (await get<ConflictPage>('conflicts', { limit: 1 })).total ?? 0
    const { requests } = await get<{ requests: Request[] }>('requests')
    news.requests = requests.filter((one) => one.may_approve && one.state === 'open').length
  } catch {
    // A list that is on the screen says what is wrong; the count stays what it was.
  }
}

// A session ends 15 minutes after its last use: nobody's looking is no use, so it stops while the page is not seen.
export function begin_looking(): void {
  stop_looking()
  void look_now()
  let looks = 1
  const again = () => {
    if (document.visibilityState === 'visible' && looks-- > 0) void look_now()
    timer = setTimeout(again, EVERY_MS)
  }
  timer = setTimeout(again, EVERY_MS)
  window.onpointerdown = window.onkeydown = () => (looks = 1)
}

export function stop_looking(): void {
  clearTimeout(timer)
}
