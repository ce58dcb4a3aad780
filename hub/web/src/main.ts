import { createApp } from 'vue'
import { useApi } from '@shared/api'
import { use_element_plus } from '@shared/element'
import App from '@/App.vue'
import { router } from '@/router'
import { notice_fault, session } from '@/state/session'
import { i18n, language, tell_language } from '@/state/words'
import './screens.css'

tell_language()
useApi({ base: '/console/api/', key: () => session.known?.key ?? '', language, noticed: notice_fault })

const app = createApp(App)
use_element_plus(app)
app.use(i18n).use(router).mount('#app')
