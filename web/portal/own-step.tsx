/** The form of a step, drawn from its table. */

import type { ReactNode } from 'react'
import { Meant, ownPath } from './own-frame.tsx'
import type { FieldView, FilesTaken, Filled, SpaceHead, StepView } from './own-props.ts'
import type { Site } from './site.ts'

export function StepForm(props: {
  site: Site
  space: SpaceHead
  step: StepView
  path: string
  /** Further fields that go along. */
  along?: Filled
  draft?: Filled
  act?: string
  files: FilesTaken
  /** What its ids begin with, where a page has the step twice. */
  id?: string
  /** What the files are, where the rules ask for some. */
  filesAre?: string
  /** Between the fields and the files. */
  children?: ReactNode
}) {
  const { site, space, step, path, along = {}, draft, act, files, id = step.id, filesAre, children } = props
  const { t } = site
  return (
    <form className="own-form" action={site.href(ownPath(space, path))} method="post" encType="multipart/form-data">
      <Meant space={space} act={act} />
      {Object.entries(along).map(([name, value]) => (
        <input key={name} type="hidden" name={name} defaultValue={value} />
      ))}
      {step.fields.map((field) => (
        <StepField
          key={field.id}
          site={site}
          id={`${id}-${field.id}`}
          field={field}
          value={draft?.[field.id]}
          all={step.fields}
        />
      ))}
      {children}
      <div>
        <label htmlFor={`${id}-files`}>
          {t('附件', 'Files')}
          {!filesAre && <span className="hint">{t('（可不附）', ' (may be left out)')}</span>}
        </label>
        <p className="hint" id={`${id}-files-hint`}>
          {filesAre}
          {t(
            `最多 ${files.most} 个，每个不超过 ${files.megabytes} MB：${files.kinds.join('、')}。`,
            `At most ${files.most}, of ${files.megabytes} MB each: ${files.kinds.join(', ')}.`,
          )}
          {draft && t('附件需要重新选择。', ' Files have to be chosen again.')}
        </p>
        <input
          id={`${id}-files`}
          name="file"
          type="file"
          multiple
          accept={files.kinds.map((kind) => (kind === 'jpeg' ? '.jpg,.jpeg' : `.${kind}`)).join(',')}
          aria-describedby={`${id}-files-hint`}
        />
      </div>
      <button type="submit">{site.heading(step.what)}</button>
    </form>
  )
}

function StepField(props: { site: Site; id: string; field: FieldView; value?: string; all: readonly FieldView[] }) {
  const { site, id, field, value, all } = props
  const { t } = site
  const only = field.onlyIf
  const deciding = only && all.find((one) => one.id === only.field)
  const hints = [
    field.hint && t(field.hint),
    (field.type === 'text' || field.type === 'line') &&
      t(`${field.least ?? 1} 至 ${field.most ?? 500} 个字`, `${field.least ?? 1} to ${field.most ?? 500} characters`),
    deciding &&
      t(
        `仅当“${deciding.zh}”为${(deciding.choices ?? [])
          .filter(({ value: one }) => only.in.includes(one))
          .map(({ zh }) => `“${zh}”`)
          .join('、')}时填写`,
        `only where “${deciding.en}” is ${(deciding.choices ?? [])
          .filter(({ value: one }) => only.in.includes(one))
          .map(({ en }) => `“${en}”`)
          .join(' or ')}`,
      ),
  ].filter((hint) => typeof hint === 'string')
  const about = hints.length > 0 ? `${id}-hint` : undefined
  const common = { id, name: field.id, 'aria-describedby': about, required: !field.isOptional && !only }
  return (
    <div>
      <label htmlFor={id}>
        {site.heading(field)}
        {field.isOptional && <span className="hint">{t('（可不填）', ' (may be left empty)')}</span>}
      </label>
      {about && (
        <p className="hint" id={about}>
          {hints.join(t('；', '; '))}
          {t('。不写个人姓名和号码。', '. No names or numbers of persons.')}
        </p>
      )}
      {field.type === 'choice' ? (
        <select {...common} defaultValue={value ?? ''}>
          <option value="">{t('请选择', 'Choose')}</option>
          {field.choices?.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {site.heading(choice)}
            </option>
          ))}
        </select>
      ) : field.type === 'text' ? (
        <textarea
          {...common}
          rows={(field.most ?? 0) > 600 ? 8 : 4}
          maxLength={(field.most ?? 500) * 2}
          defaultValue={value}
        />
      ) : (
        <input
          {...common}
          type={field.type === 'day' ? 'date' : 'text'}
          maxLength={field.type === 'day' ? undefined : (field.most ?? 500) * 2}
          defaultValue={value}
        />
      )}
    </div>
  )
}
