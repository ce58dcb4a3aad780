// What the side bar offers, by the user's rights: what he may not do is not there.
export interface Way {
  to: string
  name: string
  rights: string[] // one of them suffices; none: whoever is logged in
}

export const WAYS: Way[] = [
  { to: '/overview', name: 'overview', rights: [] },
  { to: '/conflicts', name: 'conflicts', rights: ['read_records'] },
  { to: '/merged', name: 'merged', rights: ['read_records'] },
  { to: '/duplicates', name: 'duplicates', rights: ['read_records'] },
  { to: '/registers', name: 'registers', rights: ['read_records'] },
  { to: '/targets', name: 'targets', rights: ['read_targets'] },
  { to: '/rank', name: 'rank', rights: ['read_targets'] },
  { to: '/trend', name: 'trend', rights: ['read_targets'] },
  { to: '/publication', name: 'publication', rights: ['read_targets'] },
  { to: '/devices', name: 'devices', rights: [] },
  { to: '/users', name: 'users', rights: ['manage_users'] },
  { to: '/requests', name: 'requests', rights: [] },
  { to: '/audit', name: 'audit', rights: ['read_audit'] },
]

export function ways_for(rights: string[]): Way[] {
  return WAYS.filter((way) => way.rights.length === 0 || way.rights.some((right) => rights.includes(right)))
}
