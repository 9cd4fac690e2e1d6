/**
 * A code that was really issued with a wrong check character. GB 32100-2015
 * lets no such code be, and some were given all the same: the credit office
 * confirms one, on a basis and with a reason, and from then on rows under it
 * attach. The confirmation is evidence; it never stands for a mistyped code.
 */
import { randomBytes } from 'node:crypto'
import { mayDo } from '../access/permits.ts'
import { canonical } from '../ciphers/canonical.ts'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import type { Suite } from '../ciphers/suite.ts'
import { looksLikeIdentityNumber } from '../codes/older-numbers.ts'
import { examineUscc } from '../codes/uscc.ts'
import { type Pool, transaction } from '../database/connect.ts'
import { appendEntry } from '../evidence/store.ts'
import { Refusal } from '../refusal.ts'
import type { Caller } from '../terms/caller.ts'
import { insertOverride, lockOverride, overrideOf } from './store.ts'

export type Override = { code: string; basis: string; reason: string; who: string; at: string; entry: number }

const most = 500

/** Confirms the code; its entry and the override are one transaction. */
export async function overrideCode(
  to: { pool: Pool; suite: Suite },
  ask: { code: string; basis: string; reason: string; by: Caller },
  at: Date,
): Promise<Override> {
  if (!mayDo(ask.by, 'override-code')) {
    throw new Refusal(
      'not-entitled',
      { zh: '只有信用管理部门可以确认例外代码。', en: 'Only the credit office confirms such a code.' },
      403,
    )
  }
  const code = overridable(ask.code)
  const basis = stated(ask.basis, 'basis')
  const reason = stated(ask.reason, 'reason')
  return transaction(to.pool, async (tx) => {
    // Two at once: the second finds what the first has done.
    await lockOverride(tx, code)
    const standing = await overrideOf(tx, code)
    if (standing) throw standsAlready(standing)
    const said = { code, basis, reason, who: ask.by.who, at: at.toISOString() }
    const seed = randomBytes(seedLength)
    const entry = await appendEntry(tx, {
      kind: 'code-overridden',
      at,
      // Salted: the log names no subject, and nobody finds this one by trying codes.
      commitment: commitRow(to.suite, seed, [canonical(said)]),
      body: { ...said, seed: seed.toString('hex') },
    })
    await insertOverride(tx, { ...said, entry }, at)
    return { ...said, entry }
  })
}

/** The code as it is written, where nothing but its check character is wrong. */
function overridable(given: string): string {
  const { code, form, check, suggestions } = examineUscc(given)
  const shown = given.slice(0, 40)
  if (looksLikeIdentityNumber(code)) {
    throw new Refusal('override-of-person', {
      zh: '这是公民身份号码一类的号码。自然人不是本平台的信用主体。',
      en: 'This is a number like a citizen’s. Natural persons are no subjects of this platform.',
    })
  }
  if (!form) {
    const maybe =
      suggestions.length > 0
        ? { zh: `是否为 ${suggestions.join(' 或 ')}？`, en: ` Did you mean ${suggestions.join(' or ')}?` }
        : { zh: '', en: '' }
    throw new Refusal('override-malformed', {
      zh: `“${shown}”不是统一社会信用代码的形式（18位，不含 I、O、S、V、Z，第3至8位为数字）；写错的代码不能确认，只能改正。${maybe.zh}`,
      en: `"${shown}" has not the form of a code (18 characters without I, O, S, V, Z, digits at places 3 to 8). A mistyped code is mended, not confirmed.${maybe.en}`,
    })
  }
  if (check) {
    throw new Refusal('override-not-needed', {
      zh: `${code} 的校验码正确，无需确认。`,
      en: `The check character of ${code} is right; there is nothing to confirm.`,
    })
  }
  return code
}

function stated(text: string, what: 'basis' | 'reason'): string {
  const value = text.trim()
  if (value !== '' && value.length <= most && !/\p{Cc}/u.test(value) && value.isWellFormed()) return value
  const words = {
    basis: { zh: '依据（例如登记机关的文件及文号）', en: 'basis (such as the registry’s document and its number)' },
    reason: { zh: '理由', en: 'reason' },
  }[what]
  throw new Refusal(`override-${what}-missing`, {
    zh: `需要写明${words.zh}，不超过 ${most} 个字。`,
    en: `A ${words.en} is needed, at most ${most} characters.`,
  })
}

function standsAlready({ code, who, at, basis }: Override): Refusal {
  return new Refusal(
    'override-stands',
    {
      zh: `${code} 已于 ${at.slice(0, 10)} 由 ${who} 确认（依据：${basis}）。`,
      en: `${code} was confirmed on ${at.slice(0, 10)} by ${who} (basis: ${basis}).`,
    },
    409,
  )
}
