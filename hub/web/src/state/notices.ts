// What merging decided by itself, as lines of a table.
import type { Field, Form } from '@shared/forms'
import type { PageLanguage } from '@shared/i18n'
import { label_in } from '@shared/i18n'
import { value_text } from '@shared/values'
import type { Notice, NoticeLine, NoticeSide } from '@/types'

export interface ShownLine {
  key: string
  notice: Notice
  line: NoticeLine
  label: string
  kept: string
  aside: string
  now: string
  // What record/put-back is asked for; null where it would be refused.
  back: { id: string; version: number; field: string } | null
}

export function fields_of(line: NoticeLine, form: Form): Field[] {
  return form.fields.filter((field) => (line.field ? field.name === line.field : field.merge_group === line.group))
}

// Fields that merge as one stand beside each other, each with its name.
export function side_text(side: NoticeSide | null, line: NoticeLine, fields: Field[], language: PageLanguage): string {
  if (!side || side.value === null) return ''
  if (line.field) return fields.map((field) => value_text(field, side.value, language)).join('')
  const values = side.value as Record<string, unknown>
  const named = fields.map((field) => [label_in(language, field.label), value_text(field, values[field.name], language)])
  return named.filter(([, text]) => text !== '').map((pair) => pair.join(language === 'zh' ? '：' : ': ')).join(language === 'zh' ? '；' : '; ')
}

export function shown_lines(notice: Notice, form: Form, language: PageLanguage): ShownLine[] {
  return notice.lines.map((line, at) => {
    const fields = fields_of(line, form)
    const text = (side: NoticeSide | null) => side_text(side, line, fields, language)
    const back = line.returnable && line.aside && !notice.closed && fields.length > 0
    return {
      key: `${notice.record} ${notice.version} ${at}`,
      notice,
      line,
      label: fields.map((field) => label_in(language, field.label) || field.name).join(language === 'zh' ? '、' : ', '),
      kept: text(line.kept),
      aside: text(line.aside),
      now: text(line.now),
      back: back ? { id: notice.record, version: line.aside!.version, field: fields[0].name } : null,
    }
  })
}

// One value may have been laid aside by several edits; it is put back once.
export function once_each(lines: ShownLine[]): ShownLine[] {
  const seen = new Set<string>()
  return lines.filter((one) => {
    const what = one.back ? `${one.back.id} ${one.back.field}` : ''
    if (!what || seen.has(what)) return false
    seen.add(what)
    return true
  })
}
