// A form while it is filled in: what was shown when it was opened, what is typed, its draft, what the checks say.
import { computed, onScopeDispose, reactive, ref, shallowRef } from 'vue'
import { ApiFault, get, post } from '@shared/api'
import { without_label, type FieldFault, type Form, type Value } from '@shared/forms'
import { DraftKeeper, find_draft, new_draft_key } from '@/state/drafts'
import { changed_values, entered_fields, local_fault, shown_values, tidied, type Typed } from '@/state/entry_values'
import { form_of } from '@/state/forms'
import { label_text, words } from '@/state/words'
import type { Checked, Saved, WholeRecord } from '@/types'

const CHECK_DELAY_MS = 300

export interface Opening {
  form?: string // of a new record
  id?: string // of a record that is changed
  draft?: string // key of a draft that is gone on with
  preset?: Typed // what a new record begins with
}

export function use_entry(opening: Opening) {
  const form = shallowRef<Form | null>(null)
  const record = shallowRef<WholeRecord | null>(null)
  const shown = ref<Typed>({})
  const typed = reactive<Typed>({})
  const org = ref('')
  const displayed = ref<string | null>(null)
  const checked = shallowRef<Checked>({ errors: [], warnings: [] })
  const refused = shallowRef<FieldFault[]>([]) // by the last try to save
  const left = reactive(new Set<string>()) // fields that the user has been in
  const kept_at = ref<Date | null>(null)
  const not_kept = ref(false)
  const restored = ref<string | null>(null) // when the draft was written
  const key = ref(opening.id ?? opening.draft ?? '')
  let timer: ReturnType<typeof setTimeout> | undefined
  let checking = 0

  const keeper = new DraftKeeper((fault) => {
    not_kept.value = fault !== null
    if (fault === null) kept_at.value = new Date()
  })
  const changed = computed(() => changed_values(shown.value, typed))
  const is_changed = computed(() => Object.keys(changed.value).length > 0)
  const hidden = computed(() => new Set(checked.value.hidden ?? []))

  function lay(values: Typed) {
    for (const name of Object.keys(typed)) delete typed[name]
    Object.assign(typed, JSON.parse(JSON.stringify(values)))
  }
  async function open() {
    if (opening.id) {
      record.value = await get<WholeRecord>(`record/${opening.id}`)
      displayed.value = record.value.displayed ?? null
    }
    form.value = await form_of(record.value?.form ?? opening.form!)
    shown.value = shown_values(form.value, record.value?.fields ?? {})
    lay({ ...shown.value, ...opening.preset })
    const draft = key.value ? await find_draft(key.value) : null
    if (draft) restore(draft)
    void check()
  }
  function restore(draft: { fields: Typed; displayed?: string | null; org?: string | null; at?: string }) {
    lay({ ...shown.value, ...draft.fields })
    // The edit stands on what was on the screen when it was begun, not on what arrived since.
    displayed.value = draft.displayed ?? displayed.value
    org.value = draft.org ?? ''
    restored.value = draft.at ?? ''
  }

  function touched() {
    refused.value = refused.value.filter((fault) => !fault.field || same(fault.field))
    keep_draft()
    clearTimeout(timer)
    timer = setTimeout(() => void check(), CHECK_DELAY_MS)
  }
  const tried = new Map<string, string>()
  const same = (name: string) => tried.get(name) === JSON.stringify(typed[name])
  function keep_draft() {
    key.value ||= new_draft_key(form.value!.form)
    const id = opening.id ?? null
    keeper.keep({ key: key.value, form: form.value!.form, id, org: org.value || null, fields: { ...changed.value }, displayed: displayed.value })
  }
  // What was typed last is checked at once.
  const settle = () => (timer === undefined ? Promise.resolve() : check())
  async function check() {
    clearTimeout(timer)
    timer = undefined
    const mine = ++checking
    const answer = await post<Checked>('check', { form: form.value!.form, id: opening.id, fields: changed.value }).catch(() => null)
    if (mine === checking && answer) checked.value = answer
  }
  function leave(name: string) {
    const field = form.value?.fields.find((one) => one.name === name)
    if (!field) return
    const value = tidied(field, typed[name])
    if (value !== typed[name]) {
      typed[name] = value
      touched()
    }
    left.add(name)
  }

  // What to say beneath a field: at once what is wrong by itself, from the server once the user has left it.
  function error_of(name: string): string {
    const field = form.value?.fields.find((one) => one.name === name)
    const local = field && left.has(name) ? local_fault(field, typed[name]) : null
    if (field && local) return words(`entry.faults.${local}`, { n: local === 'long' ? (field.max_length ?? 1000) : (field.places ?? 2) })
    return told_of(refused.value, name) || (left.has(name) ? told_of(checked.value.errors, name) : '')
  }
  const warning_of = (name: string) => (left.has(name) ? told_of(checked.value.warnings, name) : '')
  function told_of(faults: FieldFault[], name: string): string {
    const field = form.value?.fields.find((one) => one.name === name)
    return without_label(faults.find((fault) => fault.field === name)?.message ?? '', label_text(field?.label))
  }
  const whole_errors = computed(() => refused.value.filter((fault) => !fault.field || !entered(fault.field)).map((fault) => fault.message))
  const whole_warnings = computed(() => checked.value.warnings.filter((fault) => !fault.field).map((fault) => fault.message))
  const entered = (name: string) => entered_fields(form.value!).some((field) => field.name === name)

  async function save(accept_with?: string, note?: string): Promise<Saved> {
    await keeper.drop()
    const fields = changed.value
    const more = { accept_with: accept_with || undefined, note: note || undefined, draft: key.value || undefined }
    try {
      return await (opening.id
        ? post<Saved>(`record/${opening.id}`, { fields, displayed: displayed.value ?? undefined, ...more })
        : post<Saved>('record', { form: form.value!.form, org: org.value || undefined, fields, ...more }))
    } catch (fault) {
      if (fault instanceof ApiFault && fault.status !== 423) note_refusal(fault)
      if (is_changed.value) keep_draft()
      throw fault
    }
  }
  function note_refusal(fault: ApiFault) {
    const lines = fault.faults.map((line) => ({ overridable: false, ...line, field: line.field ?? '' }))
    refused.value = lines.length > 0 ? lines : [{ field: '', message: fault.message || words('app.no_server') }]
    tried.clear()
    for (const name of Object.keys(typed)) tried.set(name, JSON.stringify(typed[name]))
  }
  async function discard() {
    await keeper.drop()
    if (key.value) await post('drafts/delete', { key: key.value })
    restored.value = null
    kept_at.value = null
    refused.value = []
    left.clear()
    if (opening.id) {
      record.value = await get<WholeRecord>(`record/${opening.id}`)
      displayed.value = record.value.displayed ?? null
      shown.value = shown_values(form.value!, record.value.fields)
    }
    lay(shown.value)
    void check()
  }
  // A value that was masked and is now shown whole: it counts as what was shown.
  function unmask(name: string, value: Value) {
    shown.value = { ...shown.value, [name]: value }
    typed[name] = value
  }
  onScopeDispose(() => {
    clearTimeout(timer)
    void keeper.flush()
  })
  return {
    form, record, shown, typed, org, key, checked, refused, restored, kept_at, not_kept, changed, is_changed, hidden,
    whole_errors, whole_warnings, open, touched, settle, leave, error_of, warning_of, save, discard, unmask,
    flush: () => keeper.flush(),
  }
}
export type Entry = ReturnType<typeof use_entry>
