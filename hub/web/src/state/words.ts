// The page's texts, in the language of this window.
import { label_in, make_i18n, type Label } from '@shared/i18n'
import en from '@/texts/en'
import zh from '@/texts/zh'

const made = make_i18n(zh, en)

export const i18n = made.i18n
export const language = made.language
export const choose_language = made.choose
export const tell_language = made.tell
export const words = i18n.global.t as (key: string, values?: Record<string, unknown>) => string
export const label_text = (label: Label | undefined) => label_in(language(), label)
export const has_words = (key: string) => (i18n.global.te as (key: string) => boolean)(key)
// A word of the server's as people read it; itself where the page does not know it.
export const word_of = (group: string, word: string) => (has_words(`${group}.${word}`) ? words(`${group}.${word}`) : word)
