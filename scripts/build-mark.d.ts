export function fingerprint(root: string): string;
export function isBuiltFrom(root: string, sources: string): boolean;
export function markAsBuiltFrom(root: string, sources: string): void;
