/** How departments' own sheets are read: settled by their source, proposed from a file of which nothing is kept. */

import type { Ask } from './route.ts'
import type {
  LayoutPreview,
  LayoutProposal,
  LayoutView,
  PreviewAsk,
  ProposalQuery,
  RetireQuery,
  SettleLayout,
} from './schemas/layouts.ts'
import { assertWithin } from './submissions.ts'
import { fileOf } from './upload.ts'

export async function settle({ house, at, caller, body }: Ask<{ body: typeof SettleLayout }>): Promise<LayoutView> {
  await assertWithin(house, caller, 'settle-layout', body.source, at)
  return house.services.settleLayout({ ...body, by: caller }, at)
}

export async function retire({ house, at, caller, query }: Ask<{ query: typeof RetireQuery }>): Promise<LayoutView> {
  await assertWithin(house, caller, 'settle-layout', query.source, at)
  return house.services.retireLayout({ ...query, by: caller }, at)
}

export async function propose(ask: Ask<{ query: typeof ProposalQuery }>): Promise<LayoutProposal> {
  const { house, at, caller, query, request } = ask
  await assertWithin(house, caller, 'settle-layout', query.source, at)
  const file = await fileOf(request, query.fileName, {
    maxBytes: house.settings.uploadBytes,
    pace: house.settings.uploadPace,
  })
  return house.services.proposeLayout({ ...query, ...file, by: caller }, at)
}

export async function preview({ house, at, caller, body }: Ask<{ body: typeof PreviewAsk }>): Promise<LayoutPreview> {
  await assertWithin(house, caller, 'settle-layout', body.source, at)
  return house.services.previewLayout({ ...body, by: caller }, at)
}
