// Every screen has an address, with what it was filtered for.
import { createRouter, createWebHashHistory } from 'vue-router'
import OverviewPage from '@/pages/OverviewPage.vue'
import { session } from '@/state/session'
import { words } from '@/state/words'

// Screens whose code comes after the first one has been shown.
const LATER = {
  '/conflicts': () => import('@/pages/ConflictsPage.vue'),
  '/merged': () => import('@/pages/NoticesPage.vue'),
  '/duplicates': () => import('@/pages/DuplicatesPage.vue'),
  '/duplicates/compare': () => import('@/pages/ComparePage.vue'),
  '/registers': () => import('@/pages/RegistersPage.vue'),
  '/registers/:form': () => import('@/pages/RegisterPage.vue'),
  '/records/:id': () => import('@/pages/RecordPage.vue'),
  '/targets': () => import('@/pages/TargetsPage.vue'),
  '/targets/:item': () => import('@/pages/ItemPage.vue'),
  '/rank': () => import('@/pages/RankPage.vue'),
  '/trend': () => import('@/pages/TrendPage.vue'),
  '/publication': () => import('@/pages/PublicationsPage.vue'),
  '/publication/:number': () => import('@/pages/PublicationPage.vue'),
  '/devices': () => import('@/pages/DevicesPage.vue'),
  '/users': () => import('@/pages/UsersPage.vue'),
  '/requests': () => import('@/pages/RequestsPage.vue'),
  '/audit': () => import('@/pages/AuditPage.vue'),
  '/account': () => import('@/pages/AccountPage.vue'),
}

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', redirect: '/overview' },
    { path: '/overview', component: OverviewPage },
    ...Object.entries(LATER).map(([path, component]) => ({ path, component })),
    { path: '/:unknown(.*)', redirect: '/overview' },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

// So that a hub that goes away takes no screen along that was not opened yet.
export async function fetch_screens(): Promise<void> {
  for (const fetch of Object.values(LATER)) await fetch()
}

router.onError(() => (session.unreachable = true))

// Tells the title, and leads keyboard and screen readers to the new screen.
export function name_page(title: string): void {
  document.title = `${title} · ${words('app.name')}`
}

router.afterEach((to, from) => {
  if (to.path === from.path) return
  requestAnimationFrame(() => {
    const main = document.getElementById('main')
    if (!main?.contains(document.activeElement)) main?.focus({ preventScroll: true })
  })
})
