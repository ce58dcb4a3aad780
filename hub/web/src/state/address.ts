// What a screen is asked for stands in its address: reloading and going back lose nothing.
import { computed } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'

export function text_in(query: LocationQuery, name: string): string {
  const value = query[name]
  return typeof value === 'string' ? value : ''
}

// Without what is empty.
export function with_part(query: LocationQuery, part: Record<string, string>): Record<string, string> {
  const all: Record<string, string> = {}
  for (const [name, value] of Object.entries({ ...query, ...part })) {
    if (typeof value === 'string' && value !== '') all[name] = value
  }
  return all
}

export function use_address() {
  const route = useRoute()
  const router = useRouter()
  const set = (part: Record<string, string>) => router.replace({ path: route.path, query: with_part(route.query, part) })
  const field = (name: string, otherwise = '') =>
    computed({ get: () => text_in(route.query, name) || otherwise, set: (value: string) => void set({ [name]: value ?? '' }) })
  return { route, router, set, field }
}
