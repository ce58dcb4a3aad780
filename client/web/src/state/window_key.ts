// The key of this window. The start link brings it behind the # of the address; it is taken out of there at once and
// kept in the window's own storage, so that reloading the page keeps it and no history or printed address shows it.
const KEPT = 'minsync-key'

export function key_in(hash: string): string | null {
  return /^#key=([A-Za-z0-9_-]+)$/.exec(hash)?.[1] ?? null
}

export function take_key(place: Location, storage: Storage, history: History): void {
  const key = key_in(place.hash)
  if (!key) return
  storage.setItem(KEPT, key)
  history.replaceState(null, '', place.pathname + '#/work')
}

export function window_key(): string {
  return sessionStorage.getItem(KEPT) ?? ''
}
