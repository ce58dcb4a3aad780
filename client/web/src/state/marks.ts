// The signs that a record can bear, each with a word, a form and a tone: never a colour alone.
import {
  CircleClose, Clock, EditPen, RefreshLeft, Switch, Timer, TopRight, Warning,
} from '@element-plus/icons-vue'
import type { Component } from 'vue'

export interface Sign {
  icon: Component
  tone: '' | 'good' | 'warn' | 'bad' | 'brand'
}

export const MARKS: Record<string, Sign> = {
  pending: { icon: TopRight, tone: 'brand' },
  waiting: { icon: Timer, tone: 'brand' },
  refused: { icon: CircleClose, tone: 'bad' },
  quarantined: { icon: CircleClose, tone: 'bad' },
  held: { icon: Clock, tone: 'warn' },
  conflict: { icon: Switch, tone: 'bad' },
  warning: { icon: Warning, tone: 'warn' },
}

export const WORK: Record<string, Sign> = {
  returned: { icon: RefreshLeft, tone: 'bad' },
  refused: { icon: CircleClose, tone: 'bad' },
  conflicts: { icon: Switch, tone: 'bad' },
  warnings: { icon: Warning, tone: 'warn' },
  held: { icon: Clock, tone: 'warn' },
  drafts: { icon: EditPen, tone: 'brand' },
}
