/** What stands beside a record: entered, ended, looked at. */
import { plainCode } from '../codes/uscc.ts'
import type { Ask } from './route.ts'
import type { EndHold, HoldName, Holds, HoldView, NewHold } from './schemas/holds.ts'
import type { OwnRecordName } from './schemas/records.ts'

export async function enter({
  house,
  at,
  caller,
  params,
  body,
}: Ask<{ params: typeof OwnRecordName; body: typeof NewHold }>): Promise<HoldView> {
  const { code, record } = params
  return house.services.enterHold({ subject: plainCode(code), record, hold: body, by: caller }, at)
}

export async function end({
  house,
  at,
  caller,
  params,
  body,
}: Ask<{ params: typeof HoldName; body: typeof EndHold }>): Promise<HoldView> {
  const { code, record, hold } = params
  return house.services.endHold({ subject: plainCode(code), record, hold, ...body, by: caller }, at)
}

export async function beside({ house, at, caller, params }: Ask<{ params: typeof OwnRecordName }>): Promise<Holds> {
  const { code, record } = params
  return { rows: await house.services.holdsBeside({ subject: plainCode(code), record, by: caller }, at) }
}
