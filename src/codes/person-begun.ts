import { isRegistrationNumber } from './registration-number.ts'

const province = '(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])'
/** Month, day and what follows them, as far as somebody has come. */
const dayBegun = (rest: string) => `(?:$|[01]$|(?:0[1-9]|1[0-2])(?:$|[0-3]$|(?:0[1-9]|[12]\\d|3[01])${rest}$))`

/** From the year of birth on. Those born abroad have 91, as most companies: a number is taken for theirs from the day on. */
const begun = new RegExp(
  `^(?:${province}\\d{4}|91\\d{4}(?=\\d{8}))(?:19|20)\\d{2}${dayBegun('(?:\\d{0,3}|\\d{3}[\\dX])')}`,
)
/** 15 digits, as until 1999: from the day of birth on. */
const oldBegun = new RegExp(`^${province}\\d{6}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])\\d{0,3}$`)

/**
 * Whether what somebody is typing may become a citizen's number, or is one: it is asked
 * of nobody meanwhile. An organisation's code that looks so is found when it is whole;
 * of 18 characters it is for the caller to say that it is one.
 */
export function mayBecomePerson(typed: string): boolean {
  const plain = typed
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase()
  return begun.test(plain) || (oldBegun.test(plain) && !isRegistrationNumber(plain))
}
