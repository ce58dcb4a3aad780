// Who uses this window, and whether it may show records.
import { reactive } from 'vue'
import { get, post, type ApiFault } from '@shared/api'
import type { Session } from '@/types'

export const session = reactive({
  known: null as Session | null,
  // The server does not know this window: another link was opened since, or none.
  ended: false,
  // The program is not running.
  unreachable: false,
})

export async function ask_session(): Promise<void> {
  session.known = await get<Session>('session')
  session.ended = false
}

export async function unlock(name: string, pin: string): Promise<void> {
  session.known = await post<Session>('unlock', { name, pin })
}

export async function lock(): Promise<void> {
  session.known = await post<Session>('lock')
}

export function is_open(): boolean {
  return session.known !== null && session.known.unlocked && !session.ended
}

export function notice_fault(fault: ApiFault): void {
  if (fault.status === 401) session.ended = true
  if (fault.status === 423 && session.known) session.known.unlocked = false
  session.unreachable = fault.status === 0
}
