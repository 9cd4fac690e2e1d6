/**
 * A business registration number of 15 digits (GS 15-2006) with a right check:
 * ISO 7064 MOD 11,10. Asked before any question about identity numbers of 15 digits.
 */
export function isRegistrationNumber(text: string): boolean {
  if (text.length !== 15) return false
  let product = 10
  for (let i = 0; i < 14; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return false
    product = (((product + digit) % 10 || 10) * 2) % 11
  }
  return text.charCodeAt(14) - 48 === (11 - product) % 10
}

/** The 15th digit of a registration number, or undefined where the first 14 are not digits. */
export function registrationNumberCheck(first14: string): string | undefined {
  if (!/^\d{14}$/.test(first14)) return undefined
  let product = 10
  for (const digit of first14) product = (((product + Number(digit)) % 10 || 10) * 2) % 11
  return String((11 - product) % 10)
}
