import { describe, expect, it } from 'vitest'
import { line_state } from '@/state/line'
import { window_parts, window_text } from '@/state/window'
import type { SyncStatus } from '@/types'

describe('the window of the day', () => {
  it('takes times as people write them', () => {
    expect(window_text('22:00', '6:00')).toBe('22:00-06:00')
    expect(window_text(' 22：30 ', '06:15')).toBe('22:30-06:15')
    for (const [from, to] of [['24:00', '06:00'], ['22', '06:00'], ['22:00', ''], ['22:00', '22:00']]) expect(window_text(from, to)).toBeNull()
  })
  it('is offered as the night where there is none', () => {
    expect(window_parts('')).toEqual(['22:00', '06:00'])
    expect(window_parts('12:00-13:30')).toEqual(['12:00', '13:30'])
  })
  it('is what the bar says while nothing else is going on', () => {
    const sync = { state: 'idle', line: 'up', opens_ms: 1 } as SyncStatus
    expect(line_state(sync, false)).toBe('window')
    expect(line_state({ ...sync, state: 'running' }, false)).toBe('running')
    expect(line_state({ ...sync, state: 'paused' }, false)).toBe('paused')
    expect(line_state({ ...sync, opens_ms: null }, false)).toBe('up')
  })
})
