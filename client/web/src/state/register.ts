// What a register is asked for; it stands in the address, so that reloading, going back and a saved view are one thing.
import type { Form } from '@shared/forms'
import { default_columns } from '@shared/forms'
import type { LocationQuery } from 'vue-router'

export const ONLY = ['returned', 'draft', 'refused', 'conflict', 'warning', 'waiting', 'held'] as const

export interface RegisterQuery {
  search: string
  state: string
  org: string
  only: string
  columns: string[]
}

export interface SavedView {
  name: string
  query: RegisterQuery
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')

export function read_query(query: LocationQuery): RegisterQuery {
  return {
    search: text(query.search),
    state: text(query.state),
    org: text(query.org),
    only: text(query.only),
    columns: text(query.columns).split(',').filter(Boolean),
  }
}

export function address_of(query: RegisterQuery): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of ['search', 'state', 'org', 'only'] as const) {
    if (query[name]) found[name] = query[name]
  }
  if (query.columns.length > 0) found.columns = query.columns.join(',')
  return found
}

export function is_filtered(query: RegisterQuery): boolean {
  return Boolean(query.search || query.state || query.org || query.only)
}

export function chosen_columns(form: Form, query: RegisterQuery): string[] {
  const known = new Set(form.fields.map((field) => field.name))
  const chosen = query.columns.filter((name) => known.has(name))
  return chosen.length > 0 ? chosen : default_columns(form)
}

export function same_query(a: RegisterQuery, b: RegisterQuery): boolean {
  return JSON.stringify(address_of(a)) === JSON.stringify(address_of(b))
}

// A view of the same name is replaced.
export function with_view(views: SavedView[], view: SavedView): SavedView[] {
  return [...views.filter((one) => one.name !== view.name), view]
}

// What the server keeps is not checked by it.
export function read_views(told: unknown[]): SavedView[] {
  return told.filter((one): one is SavedView => {
    const view = one as SavedView
    return typeof view?.name === 'string' && Array.isArray(view.query?.columns) && typeof view.query.search === 'string'
  })
}
