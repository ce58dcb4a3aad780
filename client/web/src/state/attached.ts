// Files that records hold.
export const LARGEST_ATTACHED = 20 * 1024 * 1024

// What a browser can draw.
export function is_picture(name: string): boolean {
  return /\.(jpe?g|png|gif|webp)$/i.test(name)
}
