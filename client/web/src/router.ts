// Every screen has an address, with what was searched and filtered in it: reloading and going back lose nothing.
import { createRouter, createWebHashHistory } from 'vue-router'
import WorkPage from '@/pages/WorkPage.vue'
import { words } from '@/state/words'

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', redirect: '/work' },
    { path: '/work', name: 'work', component: WorkPage },
    { path: '/townships', name: 'board', component: () => import('@/pages/BoardPage.vue') },
    { path: '/forms/:form', name: 'register', component: () => import('@/pages/RegisterPage.vue') },
    { path: '/forms/:form/new', name: 'new', component: () => import('@/pages/EntryPage.vue') },
    { path: '/forms/:form/import', name: 'import', component: () => import('@/pages/ImportPage.vue') },
    { path: '/forms/:form/bulk', name: 'bulk', component: () => import('@/pages/BulkPage.vue') },
    { path: '/records/:id', name: 'record', component: () => import('@/pages/RecordPage.vue') },
    { path: '/records/:id/edit', name: 'edit', component: () => import('@/pages/EntryPage.vue') },
    { path: '/records/:id/history', name: 'history', component: () => import('@/pages/HistoryPage.vue') },
    { path: '/conflicts', name: 'conflicts', component: () => import('@/pages/ConflictsPage.vue') },
    { path: '/receipts', name: 'receipts', component: () => import('@/pages/ReceiptsPage.vue') },
    { path: '/bundles', name: 'bundles', component: () => import('@/pages/BundlesPage.vue') },
    { path: '/settings', name: 'settings', component: () => import('@/pages/SettingsPage.vue') },
    { path: '/help', name: 'help', component: () => import('@/pages/HelpPage.vue') },
    { path: '/:unknown(.*)', redirect: '/work' },
  ],
})

// Tells the title, and leads keyboard and screen readers to the new screen.
export function name_page(title: string): void {
  document.title = `${title} · ${words('app.name')}`
}

router.afterEach((to, from) => {
  if (to.path === from.path) return
  requestAnimationFrame(() => {
    const main = document.getElementById('main')
    // A screen that has put the focus into a field of its own, and scrolled to it, knows better.
    if (!main || main.contains(document.activeElement)) return
    main.scrollTop = 0
    main.focus({ preventScroll: true })
  })
})
