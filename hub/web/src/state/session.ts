// Who is logged in here, and what he may.
import { reactive } from 'vue'
import { get, post, type ApiFault } from '@shared/api'
import type { Session } from '@/types'

export const session = reactive({
  known: null as Session | null,
  // The hub does not answer.
  unreachable: false,
  // Somebody was logged in here, and his session has ended.
  ended: false,
})

export async function ask_session(): Promise<void> {
  session.known = await get<Session>('session')
  session.unreachable = false
}

export async function log_in(name: string, password: string, code: string): Promise<void> {
  session.known = await post<Session>('login', { name, password, ...(code ? { code } : {}) })
  session.ended = false
}

export async function log_out(): Promise<void> {
  await post('logout').catch(() => undefined)
  await ask_session()
}

export const may = (right: string) => session.known?.rights.includes(right) ?? false

export function is_open(known: Session | null): boolean {
  return known !== null && known.user !== null && known.unfinished === 'nothing'
}

export function notice_fault(fault: ApiFault): void {
  session.unreachable = fault.status === 0
  if (fault.status === 401 && session.known?.user) {
    session.known.user = null
    session.ended = true
  }
}
