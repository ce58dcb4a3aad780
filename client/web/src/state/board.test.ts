import { describe, expect, it } from 'vitest'
import { board_states, board_total, is_quiet, register_of } from '@/state/board'
import type { Board, BoardRow } from '@/types'

const row = (org: string | null, part: Partial<BoardRow> = {}): BoardRow => ({
  org, name: 'x', records: 0, states: {}, waiting: 0, warnings: 0, conflicts: 0, newest: null, ...part,
})
const state = (name: string, waiting = false) => ({ name, label: { zh: name, en: name }, waiting })
const board = (...rows: BoardRow[]): Board => ({
  form: 'f', forms: [], states: [state('draft'), state('announced', true), state('ended')], rows, last_sync: null,
})

describe('the board', () => {
  it('shows states that somebody is in, and always those that wait for a decision', () => {
    expect(board_states(board(row('1', { states: { draft: 2 } }))).map((one) => one.name)).toEqual(['draft', 'announced'])
  })
  it('adds up, and takes the newest change', () => {
    const total = board_total(board(
      row('1', { records: 2, states: { draft: 2 }, newest: '2026-11-01T00:00:00Z' }),
      row('2', { records: 3, states: { draft: 1, ended: 2 }, waiting: 1, newest: '2026-11-02T00:00:00Z' }),
    ))
    expect(total).toMatchObject({ records: 5, states: { draft: 3, ended: 2 }, waiting: 1, newest: '2026-11-02T00:00:00Z' })
  })
  it('points out who has changed nothing for a month, or never', () => {
    const now = new Date('2026-12-05T00:00:00Z')
    expect(is_quiet(row('1'), now)).toBe(true)
    expect(is_quiet(row('1', { newest: '2026-11-04T00:00:00Z' }), now)).toBe(true)
    expect(is_quiet(row('1', { newest: '2026-11-06T00:00:00Z' }), now)).toBe(false)
    expect(is_quiet(row(null), now)).toBe(false)
  })
  it('leads to the register of that township and state', () => {
    expect(register_of('f', row('330106002000'), { state: 'announced' })).toBe('/forms/f?org=330106002000&state=announced')
    expect(register_of('f', row(''), { only: 'conflict' })).toBe('/forms/f?only=conflict')
    expect(register_of('f', row(''))).toBe('/forms/f')
    expect(register_of('f', row(null))).toBeNull()
  })
})
