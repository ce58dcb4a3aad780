// Requests to the server that the page came from: JSON both ways, faults as the server tells them in the user's language.

export interface FaultLine {
  row?: number
  field?: string
  message: string
}

export class ApiFault extends Error {
  constructor(
    // 0: the server did not answer.
    readonly status: number,
    readonly id: string,
    message: string,
    readonly faults: FaultLine[] = [],
  ) {
    super(message)
  }
}

export interface ApiSettings {
  // Before each path: "/api/" unless told otherwise.
  base?: string
  key: () => string
  language: () => string
  // Told of each fault before it is thrown: a locked page or an ended session concerns the whole window.
  noticed?: (fault: ApiFault) => void
}

let settings: ApiSettings = { key: () => '', language: () => 'zh' }

export function useApi(given: ApiSettings): void {
  settings = given
}

function headers(more: Record<string, string> = {}): Record<string, string> {
  return { 'X-Minsync-Key': settings.key(), 'Accept-Language': settings.language(), ...more }
}

async function fault_of(reply: Response): Promise<ApiFault> {
  const told = await reply.json().catch(() => ({}))
  return new ApiFault(reply.status, told.error ?? 'unknown', told.message ?? `HTTP ${reply.status}`, told.faults ?? [])
}

async function ask(path: string, options: RequestInit): Promise<Response> {
  let fault: ApiFault
  try {
    const reply = await fetch((settings.base ?? '/api/') + path, options)
    if (reply.ok) return reply
    fault = await fault_of(reply)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    fault = new ApiFault(0, 'page.no_server', '')
  }
  settings.noticed?.(fault)
  throw fault
}

export type Query = Record<string, string | number | undefined | null | false>

export function with_query(path: string, query: Query = {}): string {
  const words = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null && value !== false && value !== '')
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
  return words.length > 0 ? `${path}?${words.join('&')}` : path
}

export async function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  const reply = await ask(with_query(path, query), { headers: headers(), signal })
  return reply.json() as Promise<T>
}

export async function post<T>(path: string, body: unknown = {}, signal?: AbortSignal): Promise<T> {
  const reply = await ask(path, {
    method: 'POST',
    headers: headers({ 'Content-Type': 'application/json' }),
    body: JSON.stringify(body),
    signal,
  })
  return reply.json() as Promise<T>
}

// A file, with the name that the server gave it.
export async function get_file(path: string, query: Query = {}): Promise<{ name: string; content: Blob }> {
  const reply = await ask(with_query(path, query), { headers: headers() })
  const disposition = reply.headers.get('Content-Disposition') ?? ''
  return { name: name_in(disposition) ?? path.split('/').pop() ?? 'file', content: await reply.blob() }
}

export function name_in(disposition: string): string | undefined {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)
  if (encoded) return decodeURIComponent(encoded[1])
  return /filename="?([^";]+)"?/i.exec(disposition)?.[1]
}
