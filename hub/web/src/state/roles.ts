// Roles that one person may hold together: one administrator's and no other, or reviewer and publisher.
export const ROLES = ['system_admin', 'security_admin', 'audit_admin', 'bureau_reviewer', 'publisher']
const ALONE = new Set(['system_admin', 'security_admin', 'audit_admin'])

export function fit_together(roles: string[]): boolean {
  return roles.length === 1 || (roles.length > 1 && !roles.some((role) => ALONE.has(role)))
}
