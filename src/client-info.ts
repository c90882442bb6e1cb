/** The device at the other end, as far as a request tells. */
export interface ClientInfo {
  readonly userAgent: string | null;
  readonly ipAddress: string | null;
}
