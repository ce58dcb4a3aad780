// Files to and from the user's disk.

export function save_file(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

const CHUNK = 0x8000

export function base64_of(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  }
  return btoa(text)
}

export async function read_base64(file: Blob): Promise<string> {
  return base64_of(new Uint8Array(await file.arrayBuffer()))
}
