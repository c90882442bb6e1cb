/** Of a field: between blanks or commas. Whether they are names of roles, the service says. */
export function rolesIn(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((role) => role !== ''))];
}

export function textOfRoles(roles: readonly string[]): string {
  return roles.join(' ');
}
