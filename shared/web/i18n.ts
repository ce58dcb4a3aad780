// The two languages of the pages. Chinese comes first; the choice is kept in this browser.
import { createI18n } from 'vue-i18n'

export type PageLanguage = 'zh' | 'en'

const KEPT = 'minsync-language'

function kept_language(): PageLanguage {
  try {
    return localStorage.getItem(KEPT) === 'en' ? 'en' : 'zh'
  } catch {
    return 'zh'
  }
}

// `zh` and `en` are catalogues with the same keys.
export function make_i18n<Catalogue extends object>(zh: Catalogue, en: Catalogue) {
  const i18n = createI18n({
    legacy: false,
    locale: kept_language(),
    fallbackLocale: 'zh',
    messages: { zh, en } as unknown as Record<string, never>,
  })
  // The document says which language it is in.
  const tell = () => document.documentElement.setAttribute('lang', language() === 'zh' ? 'zh-CN' : 'en')
  const language = () => i18n.global.locale.value as PageLanguage
  const choose = (chosen: PageLanguage) => {
    i18n.global.locale.value = chosen as never
    try {
      localStorage.setItem(KEPT, chosen)
    } catch {
      // Not kept: the browser forbids it. The choice holds for this window.
    }
    tell()
  }
  return { i18n, language, choose, tell }
}

export interface Label {
  zh: string
  en: string
}

export function label_in(language: PageLanguage, label: Label | undefined): string {
  return label ? label[language] || label.zh || label.en : ''
}
