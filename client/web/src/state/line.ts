// One word for what the user should know of the line.
import type { SyncStatus } from '@/types'

export type LineWord = 'stopped' | 'running' | 'paused' | 'down' | 'busy' | 'fault' | 'window' | 'up' | 'unknown'

export function line_state(sync: SyncStatus | null, unreachable: boolean): LineWord {
  if (unreachable) return 'stopped'
  if (!sync) return 'unknown'
  if (sync.state === 'running') return 'running'
  if (sync.state === 'paused') return 'paused'
  if (sync.opens_ms) return 'window'
  if (sync.line === 'down' || sync.line === 'busy') return sync.line
  if (sync.fault) return 'fault'
  return sync.line === 'up' ? 'up' : 'unknown'
}
