// What the sync bar shows: counts of this computer and what the background sync is doing, asked again and again.
import { reactive } from 'vue'
import { get, post } from '@shared/api'
import { session } from '@/state/session'
import type { OfficeStatus, SyncStatus } from '@/types'

const RUNNING_MS = 1000
const QUIET_MS = 4000
const UNSEEN_MS = 30000
// The index behind lists follows what a sync brought within three seconds.
const INDEX_MS = 4000

export const office = reactive({
  status: null as OfficeStatus | null,
  sync: null as SyncStatus | null,
  // Grows when something may be shown differently now: a sync ended that brought records or answers.
  news: 0,
})

let timer: ReturnType<typeof setTimeout> | undefined
let asking: Promise<void> | null = null

export function next_look_ms(sync: SyncStatus | null, unseen: boolean): number {
  if (unseen) return UNSEEN_MS
  return sync?.state === 'running' ? RUNNING_MS : QUIET_MS
}

// Also what runs brought that began and ended between two looks.
export function brought_news(before: SyncStatus | null, now: SyncStatus): boolean {
  return before !== null && before.changes !== now.changes
}

export function tell_news(): void {
  office.news += 1
  setTimeout(() => (office.news += 1), INDEX_MS)
}

async function ask(): Promise<void> {
  const [status, sync] = await Promise.all([get<OfficeStatus>('status'), get<SyncStatus>('sync')])
  session.unreachable = false
  if (brought_news(office.sync, sync)) tell_news()
  office.status = status
  office.sync = sync
}

export async function look_now(): Promise<void> {
  clearTimeout(timer)
  asking ??= ask().catch(() => undefined).finally(() => (asking = null))
  await asking
  clearTimeout(timer)
  timer = setTimeout(look_now, next_look_ms(office.sync, document.hidden))
}

export function begin_looking(): void {
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void look_now()
  })
  void look_now()
}

export async function tell_sync(what: 'now' | 'pause' | 'resume'): Promise<void> {
  await post<SyncStatus>('sync', { do: what })
  await look_now()
}

// When the page syncs by itself: a span of the day, or always.
export async function keep_to_window(window: string): Promise<void> {
  await post<SyncStatus>('sync', { do: 'window', window })
  await look_now()
}

// Edits that the hub has not answered yet.
export function to_send(status: OfficeStatus): number {
  return status.outbox + status.waiting
}
