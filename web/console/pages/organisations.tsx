/** Finding an organisation: by name among those registered, by code also where it is known by that alone. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { type FormEvent, useId, useState } from 'react'
import { looksLikePerson } from '../../../src/codes/older-numbers.ts'
import type { OrganisationView } from '../../../src/http/schemas/counter.ts'
import { sayDay, sayInstant } from '../../ui/dates.ts'
import { kindWords, statusWords } from '../../ui/words.ts'
import { organisation, searchOrganisations } from '../api.ts'
import { CallFailed } from '../call.ts'
import { codesIn } from '../codes.ts'
import { useReading } from '../language.tsx'
import { noPersons } from '../parts/code-field.tsx'
import { Field } from '../parts/field.tsx'
import { Nothing, Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { useMe } from '../session.ts'

const route = getRouteApi('/in/organisations')

const isCode = (text: string) => /^[0-9A-Z]{18}$/.test(text)

export function OrganisationsPage() {
  const { t } = useReading()
  const { q = '' } = route.useSearch()
  const [code] = codesIn(q)
  return (
    <Page
      title={t('查找单位', 'Organisations')}
      lead={t(
        '按名称、曾用名、拼音或代码查找。打开档案、核查或出具报告时，再说明事由。',
        'By name, former name, pinyin or code. The reason is asked for when you open a file, check, or have a report made.',
      )}
    >
      <Ask key={q} asked={q} />
      {q && (code && isCode(code) ? <ByCode code={code} /> : <ByName q={q} />)}
      {!q && (
        <Nothing title={t('输入名称或代码开始查找', 'Type a name or a code to begin')}>
          <p className="soft">
            {t(
              '尚无登记信息的单位和个体工商户只能按完整代码查到。',
              'Organisations not yet registered here, and sole proprietors, are found by the whole code alone.',
            )}
          </p>
        </Nothing>
      )}
    </Page>
  )
}

function Ask({ asked }: { asked: string }) {
  const { say, t } = useReading()
  const navigate = route.useNavigate()
  const id = useId()
  const [text, setText] = useState(asked)
  const isPerson = looksLikePerson(text)
  const go = (event: FormEvent) => {
    event.preventDefault()
    if (isPerson) return
    void navigate({ search: { q: text.trim() || undefined } })
  }
  return (
    <search className="card">
      <form className="inline-form" onSubmit={go}>
        <Field
          id={id}
          label={t('名称、拼音或统一社会信用代码', 'Name, pinyin or unified social credit code')}
          error={isPerson ? say(noPersons) : undefined}
        >
          {(field) => (
            <Input
              {...field}
              value={text}
              onChange={(event) => setText(event.target.value)}
              maxLength={64}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
        <Button type="primary" htmlType="submit">
          {t('查找', 'Find')}
        </Button>
      </form>
    </search>
  )
}

function ByName({ q }: { q: string }) {
  const { say, t } = useReading()
  const found = useQuery({
    queryKey: ['organisations', q],
    queryFn: () => searchOrganisations(q, 20),
    staleTime: 60_000,
  })
  if (found.error) return <ProblemNote fault={found.error} again={() => void found.refetch()} />
  if (!found.data) return <PageWaits />
  if (found.data.rows.length === 0) {
    return (
      <Nothing title={t('没有找到', 'Nothing was found')}>
        <p className="soft">{t('可以少输几个字，或用代码查找。', 'Type less of the name, or look by code.')}</p>
      </Nothing>
    )
  }
  return (
    <ul className="cards" aria-label={t('找到的单位', 'Organisations found')}>
      {found.data.rows.map((one) => (
        <li key={one.code} className="card organisation">
          <h2>
            <Link to="/organisations" search={{ q: one.code }}>
              {one.name}
            </Link>
          </h2>
          <p className="soft">
            <code>{one.code}</code>
            {` · ${[one.regionName, say(kindWords(one.kind)), say(statusWords(one.status))].filter(Boolean).join(' · ')}`}
          </p>
          {one.matchedFormerName && <p className="soft">{`${t('曾用名', 'formerly')} ${one.matchedFormerName}`}</p>}
          <Ways code={one.code} />
        </li>
      ))}
    </ul>
  )
}

function Ways({ code }: { code: string }) {
  const { t } = useReading()
  const { may } = useMe()
  return (
    <p className="ways">
      {may.includes('read-file') && (
        <Link to="/file" search={{ code }}>
          {t('信用档案', 'Credit file')}
        </Link>
      )}
      {may.includes('check') && (
        <Link to="/check" search={{ codes: code }}>
          {t('核查', 'Check')}
        </Link>
      )}
      {may.includes('report') && (
        <Link to="/report" search={{ code }}>
          {t('信用报告', 'Report')}
        </Link>
      )}
      {may.includes('read-past-file') && (
        <Link to="/file/versions" search={{ code }}>
          {t('全部版本', 'Every version')}
        </Link>
      )}
      {may.includes('read-ledger') && (
        <Link to="/ledger" search={{ code }}>
          {t('谁查过', 'Who looked')}
        </Link>
      )}
    </p>
  )
}

function ByCode({ code }: { code: string }) {
  const { t } = useReading()
  const found = useQuery({
    queryKey: ['organisation', code],
    queryFn: () => organisation(code),
    retry: false,
    staleTime: 60_000,
  })
  if (found.error instanceof CallFailed && found.error.problem.status === 404) {
    return (
      <Nothing title={t('登记库中没有这个代码', 'Nobody has this code in the register')}>
        <p className="soft">
          {t('没有查到不等于没有记录；请核对代码。', 'Not being found does not mean having no record; check the code.')}
        </p>
      </Nothing>
    )
  }
  if (found.error) return <ProblemNote fault={found.error} again={() => void found.refetch()} />
  if (!found.data) return <PageWaits />
  return <Head one={found.data} />
}

function Head({ one }: { one: OrganisationView }) {
  const { language, say, t } = useReading()
  const former = one.names.filter((name) => !name.isCurrent)
  return (
    <article className="card organisation">
      <h2>
        {one.name}
        {one.isProvisional && <span className="tag incomplete">{t('尚无登记信息', 'Not yet registered here')}</span>}
      </h2>
      <p>
        <code className="big-code">{one.code}</code>
      </p>
      {one.isProvisional && (
        <p className="note">
          {t(
            '这个代码有效，登记信息尚未送达；送达前，不利记录不公示、不使用，公众查不到。',
            'The code is valid, its registration has not arrived. Until then nothing adverse is shown or used, and the public does not find it.',
          )}
        </p>
      )}
      <dl className="facts">
        <div>
          <dt>{t('类别', 'Kind')}</dt>
          <dd>{say(kindWords(one.kind))}</dd>
        </div>
        {one.status && (
          <div>
            <dt>{t('状态', 'Status')}</dt>
            <dd>{say(statusWords(one.status))}</dd>
          </div>
        )}
        <div>
          <dt>{t('地区', 'Region')}</dt>
          <dd>{one.regionName}</dd>
        </div>
        {former.length > 0 && (
          <div className="wide">
            <dt>{t('曾用名', 'Former names')}</dt>
            <dd>
              {former
                .map(({ name, until }) =>
                  until
                    ? t(`${name}（至 ${sayDay(until, language)}）`, `${name} (until ${sayDay(until, language)})`)
                    : name,
                )
                .join(t('；', '; '))}
            </dd>
          </div>
        )}
        {one.codes.length > 0 && (
          <div className="wide">
            <dt>{t('同一主体的其他代码', 'Other codes of the same organisation')}</dt>
            <dd>
              {one.codes.map((other) => (
                <span key={other.code} className="under">
                  <Link to="/organisations" search={{ q: other.code }}>
                    <code>{other.code}</code>
                  </Link>{' '}
                  {other.name}
                </span>
              ))}
            </dd>
          </div>
        )}
        {one.aliases.map((alias) => (
          <div className="wide" key={`${alias.code} ${alias.sameAs} ${alias.from}`}>
            <dt>{t('代码关联', 'Codes joined')}</dt>
            <dd>
              <code>{alias.code}</code>
              {' → '}
              <code>{alias.sameAs}</code>
              <span className="soft">
                {alias.until
                  ? t(
                      ` ${sayInstant(alias.from, language)} 至 ${sayInstant(alias.until, language)}`,
                      ` from ${sayInstant(alias.from, language)} until ${sayInstant(alias.until, language)}`,
                    )
                  : t(` 自 ${sayInstant(alias.from, language)}`, ` since ${sayInstant(alias.from, language)}`)}
              </span>
            </dd>
          </div>
        ))}
      </dl>
      <Ways code={one.code} />
    </article>
  )
}
