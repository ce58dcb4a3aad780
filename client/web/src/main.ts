import '@/first'
import { createApp } from 'vue'
import { useApi } from '@shared/api'
import { use_element_plus } from '@shared/element'
import App from '@/App.vue'
import { router } from '@/router'
import { notice_fault } from '@/state/session'
import { window_key } from '@/state/window_key'
import { i18n, language, tell_language } from '@/state/words'

tell_language()
useApi({ key: window_key, language, noticed: notice_fault })

const app = createApp(App)
use_element_plus(app)
app.use(i18n).use(router).mount('#app')
