// What an answer of the hub means for its author.
export function receipt_tone(kind: string): '' | 'good' | 'warn' | 'bad' | 'brand' {
  switch (kind) {
    case 'merged':
    case 'parallel':
      return 'good'
    case 'refused':
    case 'quarantined':
      return 'bad'
    case 'held':
    case 'overwritten':
    case 'in_review':
      return 'warn'
    default:
      return 'brand'
  }
}
