// Contents of forms that were not saved yet, kept by the server while they are typed.
import { get, post } from '@shared/api'
import type { Draft } from '@/types'

export function new_draft_key(form: string, random = Math.random(), now = Date.now()): string {
  return `new:${form}:${now.toString(36)}${Math.floor(random * 46656).toString(36).padStart(3, '0')}`
}

export async function find_draft(key: string): Promise<Draft | null> {
  const { drafts } = await get<{ drafts: Draft[] }>('drafts')
  return drafts.find((draft) => draft.key === key) ?? null
}

// Writes one after the other, the newest contents last; contents that were overtaken are not written at all.
export class DraftKeeper {
  private timer: ReturnType<typeof setTimeout> | undefined
  private waiting: Draft | null = null
  private writing: Promise<void> = Promise.resolve()

  constructor(
    private readonly told: (fault: unknown | null) => void,
    private readonly write: (draft: Draft) => Promise<unknown> = (draft) => post('drafts', draft),
    private readonly delay_ms = 700,
  ) {}

  keep(draft: Draft): void {
    this.waiting = draft
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.flush(), this.delay_ms)
  }

  flush(): Promise<void> {
    clearTimeout(this.timer)
    const draft = this.waiting
    this.waiting = null
    if (draft) {
      this.writing = this.writing.then(async () => {
        try {
          await this.write(draft)
          this.told(null)
        } catch (fault) {
          this.told(fault)
        }
      })
    }
    return this.writing
  }

  // Nothing is written any more; what is under way ends first.
  async drop(): Promise<void> {
    clearTimeout(this.timer)
    this.waiting = null
    await this.writing
  }
}
