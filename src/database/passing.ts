/**
 * Faults that pass by themselves: connection and shutdown errors of PostgreSQL,
 * and a full disk. Nothing is wrong with what was being done; it is done again.
 */
export function isPassing(fault: unknown): boolean {
  const { code, message } = fault as { code?: string; message?: string }
  if (code !== undefined && /^(?:08|53|57P|58|40)/.test(code)) return true
  if (code !== undefined && /^(?:ECONN|EPIPE|ENOENT|ENOSPC|ETIMEDOUT|ENOTFOUND|EAI_)/.test(code))
    return code !== 'ENOENT' || /connect/.test(message ?? '')
  return /Connection terminated|connection.*closed|timeout exceeded when trying to connect|not queryable/i.test(
    message ?? '',
  )
}
