// Every screen has an address, with what it was filtered for.
import { createRouter, createWebHashHistory } from 'vue-router'
import OverviewPage from '@/pages/OverviewPage.vue'
import { words } from '@/state/words'

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', redirect: '/overview' },
    { path: '/overview', component: OverviewPage },
    { path: '/conflicts', component: () => import('@/pages/ConflictsPage.vue') },
    { path: '/registers', component: () => import('@/pages/RegistersPage.vue') },
    { path: '/registers/:form', component: () => import('@/pages/RegisterPage.vue') },
    { path: '/records/:id', component: () => import('@/pages/RecordPage.vue') },
    { path: '/targets', component: () => import('@/pages/TargetsPage.vue') },
    { path: '/targets/:item', component: () => import('@/pages/ItemPage.vue') },
    { path: '/rank', component: () => import('@/pages/RankPage.vue') },
    { path: '/devices', component: () => import('@/pages/DevicesPage.vue') },
    { path: '/users', component: () => import('@/pages/UsersPage.vue') },
    { path: '/requests', component: () => import('@/pages/RequestsPage.vue') },
    { path: '/audit', component: () => import('@/pages/AuditPage.vue') },
    { path: '/account', component: () => import('@/pages/AccountPage.vue') },
    { path: '/:unknown(.*)', redirect: '/overview' },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

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
